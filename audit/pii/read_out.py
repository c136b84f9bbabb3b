"""Figures as they are read out, one by one: what each may be called, and the pause between two."""

#: Those that are written as words: 幺, 洞, 拐 and 勾 are said so that nobody mishears them.
WORDS = "零〇洞一幺二两三四五六七八九拐勾"
#: One figure, typed or in words.
FIGURE = f"[0-9{WORDS}]"
PAUSE = "[ ,、.-]?"
