"""Files read into text: documents in any of the formats that plans are published in, and the project's own files."""

from corpus.readers.documents import read_document, read_document_bytes, read_text
from corpus.readers.errors import DocumentError
from corpus.readers.files import read_bytes, read_data, read_toml

__all__ = ["DocumentError", "read_bytes", "read_data", "read_document", "read_document_bytes", "read_text", "read_toml"]
