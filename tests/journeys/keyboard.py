"""A keyboard whose keys are named by their place, with English or Arabic letters on them."""

ARABIC = dict(zip("QWERTYUIOPASDFGHJKL", "ضصثقفغعهخحشسيبلاتنم", strict=True))
ARABIC |= dict(zip("ZXCVNM", "ئءؤرىة", strict=True))
SIGNS = {"english": {False: "/", True: "?"}, "arabic": {False: "ظ", True: "؟"}}
SHIFT = 8


class Keyboard:
    """The keyboard of one page; ``layout`` is "english" or "arabic"."""

    def __init__(self, page, layout="english"):
        """Take hold of the page's keys."""
        self.page, self.layout = page, layout
        self.devtools = page.context.new_cdp_session(page)

    def press(self, *places):
        """Press keys one after the other: "J", "Slash", "Shift+Slash", or "Enter" and the like."""
        for place in places:
            name = place.removeprefix("Shift+")
            if len(name) > 1 and name != "Slash":
                self.page.keyboard.press(place)
            else:
                self._strike(name, is_shifted=place != name)

    def _strike(self, name, *, is_shifted):
        if name == "Slash":
            code, sign = "Slash", SIGNS[self.layout][is_shifted]
        else:
            code = f"Key{name}"
            sign = ARABIC[name] if self.layout == "arabic" else name.lower()
        event = {"code": code, "key": sign, "modifiers": SHIFT if is_shifted else 0}
        self.devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": sign, **event})
        self.devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    def tab_to(self, target):
        """Press Tab until ``target`` (a locator) has the focus."""
        for _ in range(120):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("Tab does not reach it.")

    def fill(self, target, text):
        """Go to a field and type."""
        self.tab_to(target)
        self.page.keyboard.insert_text(text)
