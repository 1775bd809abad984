"""What is looked for on a page; every finding is a sentence that names its element."""

from typing import Any

from playwright.sync_api import Page

from tests.interface.stage import Combination

WIDTHS = (320, 390, 768, 1024, 1440)
TOUCH = 44
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

AXE = """
(tags) => axe.run(document, {
  runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], iframes: false, preload: false,
})
"""
FRAME = """
() => ({
  lang: document.documentElement.lang,
  dir: document.documentElement.dir,
  title: document.title.trim(),
  headings: document.querySelectorAll("h1").length,
  refused: window.refused,
})
"""
# What reaches beyond the screen, without what a scrolling or clipping box around it keeps.
OVERFLOW = """
(width) => {
  if (document.documentElement.scrollWidth <= width) return [];
  const kept = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible") return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width && (box.right > width + 0.5 || box.left < -0.5) && !kept(element);
  });
  const words = (element) => element.outerHTML.slice(0, 110).replace(/\\s+/g, " ");
  return [`${document.documentElement.scrollWidth} px`, ...wide.slice(-2).map(words)];
}
"""
# Controls that a thumb finds too small. A box to tick is as large as its label.
SMALL = """
([least, spared]) => {
  const small = [];
  const isSeen = {visibilityProperty: true, opacityProperty: true};
  const seen = (element) => element.checkVisibility(isSeen);
  const controls = "button, summary, select, textarea, input:not([type=hidden]), a.btn, nav a";
  for (const element of document.querySelectorAll(controls)) {
    if (!seen(element) || element.closest(spared) || element.disabled) continue;
    const isTick = ["checkbox", "radio"].includes(element.type);
    const target = (isTick && (element.closest("label") || element.labels?.[0])) || element;
    const box = target.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || (box.height >= least - 0.5 && box.width >= least - 0.5))
      continue;
    const words = element.outerHTML.slice(0, 110).replace(/\\s+/g, " ");
    small.push(`${Math.round(box.width)}x${Math.round(box.height)} ${words}`);
  }
  return small;
}
"""

# Links and buttons whose words run out of their box, over what stands beside them.
SQUEEZED = """
() => [...document.querySelectorAll("nav a, button, a.btn")].filter((element) => {
  if (!element.checkVisibility() || getComputedStyle(element).overflowX !== "visible") return false;
  return element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
}).map((element) => `${element.scrollWidth} px in ${element.clientWidth}:`
  + ` ${element.outerHTML.slice(0, 110).replace(/\\s+/g, " ")}`)
"""

# Controls that may be smaller than 44 px on a phone, and why; WCAG 2.5.8 holds for them (axe).
SMALLER: dict[str, str] = {
    "p": "a link or button within a sentence",
    ".btn-link": "a button that reads as a link, in a line of text",
    ".find": "the whole box is the target, 44 px high with its edge",
    ".cell-check": "a tick in a dense list: 24 px, and nothing else to hit beside it",
}


def accessibility(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.0 to 2.2 A and AA and good practice."""
    found: list[dict[str, Any]] = page.evaluate(AXE, TAGS)["violations"]
    return [
        f"axe {rule['id']} ({rule['help']}): {_shortened(node)}"
        for rule in found
        for node in rule["nodes"][:3]
    ]


def frame(page: Page, how: Combination) -> list[str]:
    """Return what is missing of the page's frame, and what the content policy refused."""
    found = page.evaluate(FRAME)
    wanted = {"lang": how.language, "dir": "rtl" if how.language == "ar" else "ltr", "headings": 1}
    wrong = [
        f"{name} is {found[name]!r}, not {value!r}"
        for name, value in wanted.items()
        if found[name] != value
    ]
    if not found["title"]:
        wrong.append("the title is empty")
    return wrong + [f"content policy refused {each}" for each in found["refused"]]


def overflow(page: Page) -> list[str]:
    """Return the widths at which the page scrolls sideways, with what is too wide."""
    size = page.viewport_size or {"width": 0, "height": 900}
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": size["height"]})
        wide = page.evaluate(OVERFLOW, width)
        if wide:
            wrong.append(f"scrolls sideways at {width} px: {' | '.join(wide)}")
    page.set_viewport_size(size)
    return wrong


def small_targets(page: Page) -> list[str]:
    """Return the controls that a thumb would miss."""
    small = page.evaluate(SMALL, [TOUCH, ", ".join(SMALLER)])
    return [f"target below {TOUCH} px: {each}" for each in small]


def squeezed(page: Page) -> list[str]:
    """Return the links and buttons whose words do not fit into them."""
    return [f"words run over: {each}" for each in page.evaluate(SQUEEZED)]


def _shortened(node: dict[str, Any]) -> str:
    words = " ".join(str(node["html"]).split())[:130]
    summary = " ".join(str(node.get("failureSummary", "")).split())
    return f"{' '.join(map(str, node['target']))}  {words}  {summary[:220]}"
