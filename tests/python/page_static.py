# SPDX-License-Identifier: MIT
"""report.html as a text: well-formed, self-contained, no script, its policy names its own style."""
import base64
import hashlib
import html
import os
import re
import subprocess
import sys
import tempfile
from html.parser import HTMLParser

SENDSIM = os.environ.get("SENDSIM", "build/sendsim")
HOME = "scenarios/redcar-and-cleveland/"
VOID = {"meta", "line", "rect", "circle", "polygon", "path", "link", "br"}

HOSTILE = """{"sendsim": 1, "id": "hostile", "clock": "plain", "days": 60,
 "title": "<script>alert(1)</script> & \\"quotes\\" </title>",
 "teams": {"clinic": {"kind": "places", "places": 1}},
 "services": {"clinic": {"title": "<b onload=x>'clinic'</b>",
   "stages": [{"id": "seen", "place": {"team": "clinic", "days": {"exponential": {"mean": 4}}}}]}},
 "streams": {"referrals": {"gap_days": {"exponential": {"mean": 4}}, "asks": ["clinic"]}}}"""


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.tags, self.ids, self.faults, self.headings = [], set(), [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        given = dict(attrs)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "src", "xlink:href"):
                self.faults.append(f"attribute {name} of {tag}")
            if name == "href" and not value.startswith("#"):
                self.faults.append(f"a link out of the page: {value}")
        if "id" in given:
            self.ids.append(given["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")


def faults_of(text):
    page = Page()
    page.feed(text)
    faults = page.faults + [f"{tag} is not closed" for tag in page.open]
    faults += [f"element {tag}" for tag in page.tags & {"script", "iframe", "img", "form", "link"}]
    faults += [f"id {one} twice" for one in page.ids if page.ids.count(one) > 1]
    for name in re.findall(r'aria-labelledby="([^"]*)"', text):
        faults += [f"no id {one}" for one in name.split() if one not in page.ids]
    for name in re.findall(r'href="#([^"]*)"', text):
        faults += [] if name in page.ids else [f"no id {name}"]
    if page.headings.count(1) != 1:
        faults.append("not one h1")
    for before, after in zip(page.headings, page.headings[1:]):
        if after > before + 1:
            faults.append(f"h{after} after h{before}")
    style = re.search(r"<style>(.*?)</style>", text, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    if f"default-src 'none'; style-src 'sha256-{digest}';" not in text:
        faults.append("the policy does not name the style")
    if re.search(r"\b(nan|inf)\b", re.sub(r"<style>.*?</style>", "", text, flags=re.S)):
        faults.append("a figure that is not finite")
    return faults


def plain(words):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", words)).split())


def faults_of_left_out(text):
    """The page and the README leave the same things out, in the same words."""
    part = re.search(r"<h3>Left out of the model</h3>.*?<dl>(.*?)</dl>", text, re.S)
    told = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", part.group(1) if part else "", re.S)
    with open("README.md", encoding="utf-8") as file:
        readme = " ".join(file.read().split())
    faults = [] if len(told) >= 4 else ["too little is said of what the model leaves out"]
    return faults + [f"the README does not say: {plain(what)}. {plain(words)}" for what, words in told
                     if f"**{plain(what)}.** {plain(words)}" not in readme]


def faults_of_folds(text):
    """What is closed until asked for is in print, and the short answer stands outside of it."""
    part = re.search(r'<h2 id="not-known">(.*?)</section>', text, re.S).group(1)
    short = part.split("<details>")[0]
    faults = [] if "placeholder" in short and "not found" in short else ["no short answer first"]
    print_rules = re.search(r"@media print\{(.*)\}", text).group(1)
    if "details::details-content{content-visibility:visible" not in print_rules:
        faults.append("what is folded is not printed")
    if re.search(r"</dl>|<table", re.sub(r"<details>.*?</details>", "", part, flags=re.S)):
        faults.append("a list of what we do not know is not folded")
    return faults


def run(folder, *arguments):
    subprocess.run([SENDSIM, "run", "-q", "--force", "--formats", "html", "-n", "4", "-o", folder,
                    *arguments], check=True)
    with open(os.path.join(folder, "report.html"), encoding="utf-8") as file:
        return file.read()


def main():
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        hostile = os.path.join(folder, "hostile.json")
        with open(hostile, "w", encoding="utf-8") as file:
            file.write(HOSTILE)
        pages = {
            "hostile titles": run(os.path.join(folder, "out"), hostile),
            "one scenario": run(os.path.join(folder, "out"), HOME + "baseline.json"),
            "a comparison": run(os.path.join(folder, "out"), HOME + "baseline.json",
                                HOME + "extra_split.json", HOME + "school_checks_alone.json"),
            "a move between partners": run(os.path.join(folder, "out"), HOME + "baseline.json",
                                           HOME + "move_300k.json"),
        }
    for name, text in pages.items():
        for fault in faults_of(text):
            print(f"{name}: {fault}")
            faults += 1
    if "alert(1)" not in pages["hostile titles"] or "<script" in pages["hostile titles"]:
        print("hostile titles: not escaped")
        faults += 1
    for fault in faults_of_left_out(pages["a comparison"]):
        print(f"a comparison: {fault}")
        faults += 1
    for fault in faults_of_folds(pages["a comparison"]):
        print(f"a comparison: {fault}")
        faults += 1
    words = re.search(r"Who gains and who loses by B[^<]*", pages["a move between partners"])
    for said in ("Pays more: Council", "Pays less: ICB", "Fewer children go without: SEMH key worker",
                 "More children go without: CAMHS"):
        if words is None or said not in words.group(0):
            print(f"a move between partners: \"{said}\" is not said")
            faults += 1
    if "SEMH key worker: Boys and men" not in pages["a move between partners"]:
        print("a move between partners: no group of children gains or loses")
        faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
