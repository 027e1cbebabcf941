# SPDX-License-Identifier: MIT
"""
page_axe.py PAGE AXE...: report.html in headless Chromium at three widths. axe-core finds no
violation of WCAG 2.2 A or AA nor of its best practices, and the page itself never scrolls
sideways. The copy that is looked at has no policy, since axe is a script, and all that folds is
open in it; that the real page's
policy lets its own style through is held by pictures: with and without it the page looks the same.
The last line is "N passed, N failed".
"""
import html
import json
import os
import re
import subprocess
import sys
import tempfile

WIDTHS = (320, 768, 1280)
CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--hide-scrollbars"]
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
ASK = """<script>%s</script><script>
const wide = document.documentElement.scrollWidth;
axe.run(document).then(r => {
  const told = {wide, passes: r.passes.length, violations: r.violations.map(v =>
    v.id + " (" + v.nodes.length + "): " + v.nodes[0].html.slice(0, 160))};
  parent.postMessage(JSON.stringify(told), "*");
});
</script></body>"""
# Chromium's window is never narrower than 500 px; a frame is as narrow as it is told to be.
FRAME = """<!DOCTYPE html><pre id="told"></pre><script>
addEventListener("message", e => { document.getElementById("told").textContent = e.data; });
</script><iframe src="copy.html" width="%d" height="900" frameborder="0"></iframe>"""


def chromium(folder, *arguments):
    user = tempfile.mkdtemp(dir=folder)
    return subprocess.run([*CHROMIUM, "--user-data-dir=" + user, *arguments], check=True,
                          capture_output=True, timeout=300).stdout.decode()


def look(folder, path, text, axe, width):
    copy = os.path.join(folder, "copy.html")
    with open(copy, "w", encoding="utf-8") as file:
        opened = POLICY.sub("", text).replace("<details>", "<details open>")
        file.write(opened.replace("</body>", ASK % axe))
    frame = os.path.join(folder, "frame.html")
    with open(frame, "w", encoding="utf-8") as file:
        file.write(FRAME % width)
    dom = chromium(folder, "--window-size=1400,1000", "--virtual-time-budget=60000", "--dump-dom",
                   "file://" + frame)
    told = re.search(r'<pre id="told">(.+?)</pre>', dom, re.S)
    if told is None:
        return [f"{path} at {width}: axe said nothing"]
    told = json.loads(html.unescape(told.group(1)))
    faults = [f"{path} at {width}: {one}" for one in told["violations"]]
    if told["wide"] > width:
        faults.append(f"{path} at {width}: the page is {told['wide']} wide")
    if told["passes"] < 20:
        faults.append(f"{path} at {width}: only {told['passes']} rules passed")
    return faults


def picture(folder, text, name):
    page, png = os.path.join(folder, name + ".html"), os.path.join(folder, name + ".png")
    with open(page, "w", encoding="utf-8") as file:
        file.write(text)
    chromium(folder, "--window-size=800,900", "--screenshot=" + png, "file://" + page)
    with open(png, "rb") as file:
        return file.read()


def main():
    axe_path, *paths = sys.argv[1:]
    passed = failed = 0
    with open(axe_path, encoding="utf-8") as file:
        axe = file.read()
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            with open(path, encoding="utf-8") as file:
                text = file.read()
            results = [look(folder, path, text, axe, width) for width in WIDTHS]
            real = picture(folder, text, "real")
            styled = picture(folder, POLICY.sub("", text), "styled")
            bare = picture(folder, re.sub(r"<style>.*?</style>", "", text, flags=re.S), "bare")
            results.append([] if real == styled and real != bare
                           else [f"{path}: its policy keeps its style out"])
            for faults in results:
                print("\n".join(faults), end="\n" if faults else "")
                passed, failed = passed + (not faults), failed + bool(faults)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
