# Runs the command line on a terminal of its own, types Ctrl-C once the server is open, and `close` once the program has
# noticed; between the two it prints whether the postmaster (first line of the given file) is alive.
import os, pty, sys

pid_file, command = sys.argv[1], sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)

seen = b""


def wait_for(word):
    global seen
    while word not in seen:
        seen += os.read(terminal, 4096)


def server_alive():
    try:
        os.kill(int(open(pid_file).readline()), 0)
        return True
    except (OSError, ValueError):
        return False


wait_for(b'"open"')
os.write(terminal, b"\x03")
wait_for(b'"interrupted"')
print("alive after Ctrl-C:", server_alive())
os.write(terminal, b"close\n")
wait_for(b'"closed"')
os.waitpid(child, 0)
print("alive after close:", server_alive())
