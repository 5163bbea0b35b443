<?xml version="1.0" encoding="UTF-8"?>
<map version="1.0.1">
<node TEXT="Trees" ID="r">
<<<<<<< HEAD
<node TEXT="AVL" ID="a"/>
<node TEXT="red-black" ID="b">
||||||| 4c1d2e3
<node TEXT="red black" ID="b">
=======
<node TEXT="red/black" ID="b">
>>>>>>> feature/trees
<node TEXT="at most twice as deep" ID="c"/>
</node>
<node TEXT="R & D &#0; &bogus;" ID="d">
<richcontent TYPE="NOTE"><html><head><body><p>not closed<br></p></body></html></richcontent>
</node>
<node TEXT="B-tree" ID="e">
<node TEXT="2 < 3" ID="f"/>
if a < b then
</node>
