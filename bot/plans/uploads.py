"""Documents that operators sent to be installed: each lies in a folder until it is installed or given up, whatever restarts."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from corpus.records import CorpusError

# A document that nobody decides on is forgotten after so long.
AGE_SECONDS = 7 * 24 * 3600
_KEY = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Order:
    """What an operator decided: the id of the plan, whether it replaces the one of that id, and whom to tell how it goes."""

    plan: str
    update: bool
    chat_id: int
    lang: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A document as it was read; `key` names it in buttons."""

    key: str
    name: str
    folder: Path

    @property
    def text(self) -> str:
        """The document's text; CorpusError where it cannot be read any more."""
        try:
            return (self.folder / "text.txt").read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CorpusError(f"cannot read {self.folder}: {error}", "cannot-read", name=self.name) from error

    @property
    def order(self) -> Order | None:
        """What was decided, if anything was."""
        try:
            return Order(**json.loads((self.folder / "order.json").read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    @property
    def message_id(self) -> int | None:
        """The message that shows how far the installation is, once there is one."""
        try:
            return int((self.folder / "message").read_text("ascii"))
        except (OSError, ValueError):
            return None

    def shown_in(self, message_id: int) -> None:
        """Keeps which message shows how far the installation is."""
        (self.folder / "message").write_text(str(message_id), "ascii")


class Uploads:
    """The documents below a folder, which the processes of a bot share."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, text: str, name: str) -> Upload:
        """Keeps a document; the same text is kept once. CorpusError where it cannot be written."""
        data = text.encode("utf-8")
        key = hashlib.sha256(data).hexdigest()[:16]
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            self._forget_old()
            if (known := self.get(key)) is not None:
                os.utime(known.folder)
                return known
            new = Path(tempfile.mkdtemp(prefix=".new-", dir=self._root))
            (new / "text.txt").write_bytes(data)
            (new / "document.json").write_text(json.dumps({"name": name}, ensure_ascii=False), "utf-8")
            try:
                os.replace(new, self._root / key)
            except OSError:
                # Another process was first with the same document.
                shutil.rmtree(new, ignore_errors=True)
                if self.get(key) is None:
                    raise
        except OSError as error:
            reason = error.strerror or error
            raise CorpusError(f"cannot write {self._root}: {reason}", "cannot-write", reason=reason) from error
        return Upload(key, name, self._root / key)

    def get(self, key: str) -> Upload | None:
        """The document of that key; None once it is installed or given up."""
        if not _KEY.fullmatch(key):
            return None
        try:
            name = json.loads((self._root / key / "document.json").read_bytes())["name"]
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return Upload(key, str(name), self._root / key)

    def order(self, upload: Upload, order: Order) -> bool:
        """Writes down what was decided; False where somebody else has decided before."""
        try:
            with tempfile.NamedTemporaryFile(dir=upload.folder) as file:
                file.write(json.dumps(dataclasses.asdict(order)).encode())
                file.flush()
                # A link is made whole, and only where there is none.
                os.link(file.name, upload.folder / "order.json")
        except (FileExistsError, FileNotFoundError):
            return False
        except OSError as error:
            reason = error.strerror or error
            raise CorpusError(f"cannot write {upload.folder}: {reason}", "cannot-write", reason=reason) from error
        return True

    def release(self, upload: Upload) -> None:
        """Lets a document be decided on again."""
        (upload.folder / "message").unlink(missing_ok=True)
        (upload.folder / "order.json").unlink(missing_ok=True)

    def remove(self, upload: Upload) -> None:
        """Forgets a document."""
        shutil.rmtree(upload.folder, ignore_errors=True)

    @property
    def ordered(self) -> list[Upload]:
        """The documents that are to be installed, those decided on first before others."""
        found = []
        for path in self._root.glob("*/order.json"):
            if (upload := self.get(path.parent.name)) is not None:
                found.append((path.stat().st_mtime, upload.key, upload))
        return [upload for _, _, upload in sorted(found, key=lambda item: item[:2])]

    def _forget_old(self) -> None:
        for folder in self._root.iterdir():
            # Another process may be doing the same.
            with contextlib.suppress(FileNotFoundError):
                if time.time() - folder.stat().st_mtime > AGE_SECONDS and not (folder / "order.json").exists():
                    shutil.rmtree(folder, ignore_errors=True)
