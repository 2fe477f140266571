# Makes the pictures of the docs from real runs on a terminal:  python3 tools/pictures.py FOLDER
# FOLDER is a folder of samples; a catalog for it is made in a temporary folder and thrown away. The program is that of ./dist.
# docs/scan.svg: the first scan, with its bar half way, and what it says in the end. docs/duplicates.svg: the report, from its top.
import fcntl, html, os, pty, re, shutil, struct, sys, tempfile, termios, unicodedata

COLUMNS, CELL, LINE, PAD = 92, 8.4, 19, 14
COLOURS = {31: "#e06c75", 32: "#98c379", 33: "#e5c07b", 36: "#56b6c2"}


class Screen:
    """As much of a terminal as our commands use: text, colours, and a line that is written again and again."""

    def __init__(self):
        self.lines, self.column, self.style = [[]], 0, ()

    def feed(self, text):
        for part in re.findall(r"\x1b\[[?0-9;]*[A-Za-z]|\x1b[78]|[^\x1b]", text):
            if part == "\n":
                self.lines.append([])
                self.column = 0
            elif part == "\r":
                self.column = 0
            elif len(part) == 1:
                self.put(part)
            else:
                self.control(part[2:-1], part[-1])

    def put(self, letter):
        line = self.lines[-1]
        while len(line) <= self.column:
            line.append((" ", ()))
        line[self.column] = (letter, self.style)
        self.column += 2 if unicodedata.east_asian_width(letter) in "WF" else 1

    def control(self, numbers, kind):
        if kind == "m":
            codes = [int(code or 0) for code in numbers.split(";")]
            self.style = () if 0 in codes or 39 in codes or 22 in codes else self.style + tuple(codes)
        elif kind == "G":
            self.column = max(0, int(numbers or 1) - 1)
        elif kind == "K":
            self.lines[-1] = self.lines[-1][: self.column] if numbers in ("", "0") else []

    def copy(self):
        return [list(line) for line in self.lines]


def run(command, env):
    """Every state of the screen after a piece of output."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, env)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, COLUMNS, 0, 0))
    screen, states, kept = Screen(), [], b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        kept += part
        try:
            screen.feed(kept.decode())
            kept = b""
        except UnicodeDecodeError:  # half a letter
            continue
        states.append(screen.copy())
    os.waitpid(child, 0)
    return states


def text_of(line):
    return "".join(letter for letter, _ in line)


def svg(lines, file, title):
    height = len(lines) * LINE + 2 * PAD
    width = int(COLUMNS * CELL + 2 * PAD)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" aria-label="{html.escape(title)}">',
        f'<rect width="{width}" height="{height}" rx="6" fill="#1e2127"/>',
        '<g font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14" fill="#d7dae0" xml:space="preserve">',
    ]
    for row, line in enumerate(lines):
        y = PAD + row * LINE + 14
        at = 0
        while at < len(line):
            end = at
            while end < len(line) and line[end][1] == line[at][1]:
                end += 1
            words, style = "".join(letter for letter, _ in line[at:end]), line[at][1]
            if words.strip():
                look = "".join(
                    [f' fill="{COLOURS[code]}"' for code in style if code in COLOURS][:1]
                    + [' font-weight="bold"' for code in style if code == 1][:1]
                    + [' opacity="0.6"' for code in style if code == 2][:1]
                )
                length = (end - at) * CELL
                out.append(
                    f'<text x="{PAD + at * CELL:.1f}" y="{y}" textLength="{length:.1f}"{look}>{html.escape(words)}</text>'
                )
            at = end
    out.append("</g></svg>")
    with open(file, "w") as picture:
        picture.write("\n".join(out) + "\n")
    print(file)


def prompt(command):
    return [(letter, (2,)) for letter in f"$ {command}"]


def shown(lines, most):
    while lines and not text_of(lines[-1]).strip():
        lines = lines[:-1]
    return lines[:most] + ([[("…", (2,))]] if len(lines) > most else [])


def main():
    folder = os.path.abspath(sys.argv[1])
    place = tempfile.mkdtemp(prefix="musaic-pictures-")
    env = {**os.environ, "TERM": "xterm-256color", "MUSAIC_DB_CONNECTION_STRING": f"embedded:{place}/pg"}
    env.pop("NO_COLOR", None)
    program = ["node", "dist/start.cjs"]
    docs = os.path.join(os.getcwd(), "docs")
    said = lambda lines: [line for line in lines if place not in text_of(line)]
    try:
        states = run([*program, "scan", folder], env)
        # A bar is drawn anew and then cleared to its right: what was there before is no part of it.
        whole_bar = re.compile(r"\d of \d[^/]*[^/\d]*(/s)?(, \d+ files/s)?$")
        reading = [state for state in states if whole_bar.search(text_of(state[-1]).rstrip())]
        half = reading[len(reading) // 2] if reading else states[-1]
        command = [prompt(f"musaic-catalog scan {folder}")]
        whole = shown(said(states[-1]), 12)
        svg(command + shown(said(half), 12) + [[]] + [[("when it is done:", (2,))]] + whole, f"{docs}/scan.svg", "a scan with its bar, and what it says in the end")
        states = run([*program, "duplicates"], env)
        svg([prompt("musaic-catalog duplicates")] + shown(states[-1], 18), f"{docs}/duplicates.svg", "duplicates: which copy to keep and why")
    finally:
        shutil.rmtree(place)


main()
