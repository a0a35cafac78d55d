"""Repair of text that reached us in letters of another encoding, so that everything behind the readers sees Vietnamese.

Fonts of before Unicode (TCVN3, VNI) draw Vietnamese letters for the codes of Western ones: what is stored as "Lai Ch©u" is
seen as "Lai Châu". Mojibake is text that was decoded with the wrong encoding. All of it is undone in the readers, before
pieces get their locators, by rules that depend on nothing but the document.
"""
