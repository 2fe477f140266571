# Runs the command line on a terminal of its own, waits until the file named first holds the word named second, closes the
# terminal as its window would, and prints, as JSON, how the program ended and after how many seconds.
import json, os, pty, sys, time

file, word, command = sys.argv[1], sys.argv[2], sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)

os.set_blocking(terminal, False)
deadline = time.time() + 60
seen = b""
while time.time() < deadline:
    try:
        seen += os.read(terminal, 65536)
    except (BlockingIOError, OSError):
        pass
    if word.encode() in seen or (os.path.exists(file) and word in open(file).read()):
        break
    time.sleep(0.05)
time.sleep(0.3)
os.close(terminal)
closed = time.time()
while time.time() < closed + 60:
    pid, status = os.waitpid(child, os.WNOHANG)
    if pid:
        print(json.dumps({"code": os.waitstatus_to_exitcode(status), "seconds": time.time() - closed}))
        sys.exit(0)
    time.sleep(0.05)
os.kill(child, 9)
print(json.dumps({"code": None, "seconds": None}))
