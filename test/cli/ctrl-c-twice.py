# Runs the command line on a terminal of its own, types Ctrl-C once the progress bar is drawn and again once the program
# says that it has noticed. Prints, as JSON, the exit code and what came out after each.
import json, os, pty, sys

child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])


def read_until(word):
    seen = b""
    while word not in seen:
        seen += os.read(terminal, 4096)
    return seen


def read_all():
    seen = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            return seen
        if not part:
            return seen
        seen += part


read_until(b"\x1b[?25l")  # the bar hides the cursor
# Not in the middle of starting the first batch: the bar says how many files are done.
read_until(b" of 4 files")
os.write(terminal, b"\x03")
first = read_until(b"leaves now")
os.write(terminal, b"\x03")
second = read_all()
_, status = os.waitpid(child, 0)
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "first": first.decode(), "second": second.decode()}))
