<map version="freeplane 1.11.5">
<!--To view this file, download free mind mapping software Freeplane from https://www.freeplane.org -->
<bookmarks>
    <bookmark nodeId="ID_1" name="top" opensAsRoot="true"/>
</bookmarks>
<node TEXT="Queues #interview" FOLDED="false" ID="ID_1" CREATED="1700000000000" MODIFIED="1700000000001" STYLE="oval">
<font SIZE="18"/>
<hook NAME="MapStyle" zoom="1.5">
    <properties edgeColorConfiguration="#808080ff,#ff0000ff" show_icon_for_attributes="true"/>
<map_styles>
<stylenode LOCALIZED_TEXT="styles.root_node" STYLE="oval">
<font SIZE="24"/>
<stylenode LOCALIZED_TEXT="styles.predefined" POSITION="bottom_or_right">
<stylenode LOCALIZED_TEXT="default" COLOR="#000000"><richcontent TYPE="DETAILS" CONTENT-TYPE="plain/auto"/>
<arrowlink SHAPE="CUBIC_CURVE" DESTINATION="ID_271890427"/>
</stylenode>
</stylenode>
</stylenode>
</map_styles>
</hook>
<edge COLOR="#ff0000"/>
<node TEXT="Kinds" POSITION="right" ID="ID_2">
<icon BUILTIN="help"/>
<attribute NAME="chapter" VALUE="2"/>
<node TEXT="FIFO" ID="ID_3"/>
<node TEXT="a &lt; b &amp;&amp; c&nbsp;&#228;" ID="ID_4" LINK="https://example.org/?a=1&amp;b=2"/>
<node ID="ID_5"><richcontent TYPE="NODE">

<html>
  <head>
    <style type="text/css">p { margin: 0 }</style>
  </head>
  <body>
    <p>
      priority <b>queue</b>, by&#160;heap
    </p>
  </body>
</html></richcontent>
<richcontent TYPE="NOTE" CONTENT-TYPE="xml/">
<html>
  <head/>
  <body>
    <p>push and pop are O(log n)</p>
    <p>peek is O(1)</p>
  </body>
</html>
</richcontent>
<richcontent TYPE="DETAILS" HIDDEN="true" CONTENT-TYPE="plain/markdown">
<text>see *heapq*</text>
</richcontent>
<node TEXT="stable only with a counter" ID="ID_6"/>
</node>
</node>
<node TEXT="" POSITION="left" ID="ID_7">
<hook NAME="SummaryNode"/>
<node TEXT="Summary of&#xa;  both sides" ID="ID_8"/>
<node ID="ID_9">
<node TEXT="&lt;html&gt;&lt;head&gt;&lt;title&gt;x&lt;/title&gt;&lt;/head&gt;&lt;body&gt;&lt;p&gt;Back &amp;amp; &lt;i&gt;pressure&lt;/i&gt;&lt;/p&gt;&lt;/body&gt;&lt;/html&gt;"/>
</node>
</node>
<node LOCALIZED_TEXT="new_node" ID="ID_10"/>
<node TEXT="Secret" ID="ID_11" ENCRYPTED_CONTENT="Xk0SQ2tL1bI3">
<node TEXT="half decrypted"/>
</node>
<node ID="ID_12"><richcontent TYPE="NODE"><html><head/><body><img src="queue.png"/></body></html></richcontent></node>
</node>
</map>
