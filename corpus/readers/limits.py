"""How large a document may be, so that no file that anybody sends can take the machine's memory or time."""

FILE_BYTES = 20 * 2**20
# All members of a package together, one part that is parsed, and how often larger than packed; small parts may be packed tighter.
UNPACKED_BYTES = 300 * 2**20
PART_BYTES = 100 * 2**20
UNPACKED_RATIO = 200
MEMBERS = 10_000
PAGES = 500
ROWS = 100_000
CELLS = 1_000_000
CHARACTERS = 5_000_000
# Of the processor's time, and by the clock where others keep the machine busy.
SECONDS = 90
SECONDS_BY_THE_CLOCK = 300
MEMORY_BYTES = 3 * 2**30
