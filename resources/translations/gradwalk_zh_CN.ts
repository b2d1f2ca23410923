<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AdditionsModel</name>
    <message>
        <source>{count} before these</source>
        <translation>在这之前还有 {count} 项</translation>
    </message>
</context>
<context>
    <name>Browser</name>
    <message>
        <source>Search titles and scripts</source>
        <translation>搜索标题和脚本</translation>
    </message>
    <message>
        <source>Search the examples</source>
        <translation>搜索示例</translation>
    </message>
</context>
<context>
    <name>Builder</name>
    <message>
        <source>Press Ctrl+Enter to run the script.</source>
        <translation>按 Ctrl+Enter 运行脚本。</translation>
    </message>
    <message>
        <source>This line made {count} cards; the edit concerns them all.</source>
        <translation>这一行生成了 {count} 张卡片，此修改对它们全部生效。</translation>
    </message>
    <message>
        <source>The new line is in a loop or a function: it runs {count} times.</source>
        <translation>新的一行在循环或函数里：它会运行 {count} 次。</translation>
    </message>
    <message>
        <source>What the script draws at random further down is now other numbers.</source>
        <translation>脚本在后面随机抽取的数现在不同了。</translation>
    </message>
    <message>
        <source>This script takes a while: it runs when you let go.</source>
        <translation>这个脚本要运行一会儿：松手后再运行。</translation>
    </message>
</context>
<context>
    <name>Callout</name>
    <message>
        <source>{number} of {count}</source>
        <translation>第 {number} / {count} 步</translation>
    </message>
    <message>
        <source>&amp;Skip</source>
        <translation>跳过(&amp;S)</translation>
    </message>
    <message>
        <source>Bac&amp;k</source>
        <translation>上一步(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>完成(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Computational graph</source>
        <translation>计算图</translation>
    </message>
</context>
<context>
    <name>CanvasMarks</name>
    <message>
        <source>Selection: {cards}, not drawn; Ctrl+I inspects</source>
        <translation>选中的代码：{cards}，没有画出来；按 Ctrl+I 查看</translation>
    </message>
    <message>
        <source>Selection: {cards}</source>
        <translation>选中的代码：{cards}</translation>
    </message>
    <message>
        <source>{cards}, {drawn} drawn</source>
        <translation>{cards}，画出 {drawn} 张</translation>
    </message>
</context>
<context>
    <name>CardHeader</name>
    <message>
        <source>Line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>Selected ✕</source>
        <translation>已选中 ✕</translation>
    </message>
    <message>
        <source>This is the selected card. Press to see that of each step again (Esc)</source>
        <translation>这是选中的卡片。点击后重新显示每一步的卡片（Esc）</translation>
    </message>
    <message>
        <source>has no name in the script</source>
        <translation>在脚本中没有名字</translation>
    </message>
    <message>
        <source>the result of {op}</source>
        <translation>{op} 的结果</translation>
    </message>
    <message>
        <source>made by {op}</source>
        <translation>由 {op} 创建</translation>
    </message>
</context>
<context>
    <name>CardLinks</name>
    <message>
        <source>… {count} more …</source>
        <translation>……还有 {count} 张……</translation>
    </message>
</context>
<context>
    <name>Check</name>
    <message>
        <source>– Not checked: the script computes other numbers each time it runs. Draws of torch are the same after torch.manual_seed(0).</source>
        <translation>– 未检验：脚本每次运行算出的数都不同。先写 torch.manual_seed(0)，torch 抽取的随机数就会相同。</translation>
    </message>
    <message>
        <source>– Not checked: no gradient reached this leaf.</source>
        <translation>– 未检验：没有梯度到达这个叶子。</translation>
    </message>
    <message>
        <source>– Not checked: a number here or close by is inf or nan.</source>
        <translation>– 未检验：此处或附近有数是 inf 或 nan。</translation>
    </message>
    <message>
        <source>– Not checked: a kink or a jump is here; there is no derivative.</source>
        <translation>– 未检验：此处有折点或跳跃，导数不存在。</translation>
    </message>
    <message>
        <source>– Not checked: a part of the value goes by detach or no_grad, which differences see and gradients do not.</source>
        <translation>– 未检验：数值有一部分经过 detach 或 no_grad，差分看得到，梯度看不到。</translation>
    </message>
    <message>
        <source>✓ Finite differences agree: relative error {error}.</source>
        <translation>✓ 与有限差分一致：相对误差 {error}。</translation>
    </message>
    <message>
        <source>✗ Finite differences disagree: relative error {error}.</source>
        <translation>✗ 与有限差分不一致：相对误差 {error}。</translation>
    </message>
    <message>
        <source>– Cannot be told: rounding makes differences too coarse here. Try dtype=torch.float64.</source>
        <translation>– 无法判断：这里的舍入使差分太粗糙。可以试试 dtype=torch.float64。</translation>
    </message>
    <message>
        <source>– Finite differences disagree, but a hook was at the gradients.</source>
        <translation>– 与有限差分不一致，但有钩子处理过梯度。</translation>
    </message>
    <message>
        <source>– Not checked: the leaf or the result is complex.</source>
        <translation>– 未检验：叶子或结果是复数。</translation>
    </message>
    <message>
        <source>– Not checked: it is not known where the pass uses this leaf.</source>
        <translation>– 未检验：不知道这一遍在哪里用到这个叶子。</translation>
    </message>
    <message>
        <source>– Not checked: {passes} passes are too many to repeat.</source>
        <translation>– 未检验：{passes} 遍太多，无法一一重复。</translation>
    </message>
    <message>
        <source>– Not checked: the script failed. {detail}</source>
        <translation>– 未检验：脚本出错。{detail}</translation>
    </message>
    <message>
        <source>– Not checked: it would take too long.</source>
        <translation>– 未检验：需要的时间太长。</translation>
    </message>
    <message>
        <source>✗ Finite differences disagree with {names}.</source>
        <translation>✗ 有限差分与 {names} 不一致。</translation>
    </message>
    <message>
        <source>✓ Finite differences agree with every gradient ({count}).</source>
        <translation>✓ 有限差分与全部梯度一致（{count} 个）。</translation>
    </message>
    <message>
        <source>✓ Finite differences agree with {agreeing} of {count} gradients; the leaves of the others tell why they were not checked.</source>
        <translation>✓ {count} 个梯度中有 {agreeing} 个与有限差分一致；其余的为什么没有检验，见它们的叶子。</translation>
    </message>
    <message>
        <source>– No gradient could be checked; its leaf tells why.</source>
        <translation>– 没有梯度能够检验；原因见它的叶子。</translation>
    </message>
    <message>
        <source>Each of the elements was moved a little to both sides ({count}).</source>
        <translation>每个元素都分别向两侧移动了一点（共 {count} 个）。</translation>
    </message>
    <message>
        <source>{count} of {size} elements were moved; then time was up.</source>
        <translation>{size} 个元素中移动了 {count} 个，随后时间用完。</translation>
    </message>
    <message>
        <source>All {size} elements were moved together along random directions ({count}).</source>
        <translation>全部 {size} 个元素一起沿随机方向移动（共 {count} 个方向）。</translation>
    </message>
    <message>
        <source>The script ran again each time, with the leaf moved just before the forward of the pass; compared is the number that the pass starts from, each element times its seed.</source>
        <translation>每次都重新运行脚本，在这一遍的前向计算之前移动叶子；比较的是这一遍的起点：每个元素乘以它的起始梯度后求和。</translation>
    </message>
    <message>
        <source>Summed over the {passes} passes since the last reset.</source>
        <translation>对上次清零以来的 {passes} 遍求和。</translation>
    </message>
    <message>
        <source>Rounding allows for an error of {tolerance}.</source>
        <translation>考虑舍入，允许误差 {tolerance}。</translation>
    </message>
</context>
<context>
    <name>CheckView</name>
    <message>
        <source>Checking… Stop</source>
        <translation>正在检验… 停止</translation>
    </message>
    <message>
        <source>Stop checking; what was found stays (F4)</source>
        <translation>停止检验；已得到的结果保留（F4）</translation>
    </message>
    <message>
        <source>Check ▸</source>
        <translation>检验 ▸</translation>
    </message>
    <message>
        <source>Compare all leaf gradients with differences of the script&apos;s numbers (F4)</source>
        <translation>把所有叶子的梯度与脚本数值的差分比较（F4）</translation>
    </message>
</context>
<context>
    <name>CodeEditor</name>
    <message>
        <source>Script</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>Write a script here, or open an example.</source>
        <translation>在这里写脚本，或打开一个示例。</translation>
    </message>
</context>
<context>
    <name>Command</name>
    <message>
        <source>{tip} ({key})</source>
        <translation>{tip}（{key}）</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Build</source>
        <translation>构建(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Walk</source>
        <translation>步进(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Breakpoints</source>
        <translation>断点(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Speed</source>
        <translation>速度(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Begin an empty script</source>
        <translation>开始一个空脚本</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>示例库</translation>
    </message>
    <message>
        <source>Show all examples with pictures of their graphs</source>
        <translation>显示全部示例及其计算图的缩略图</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Write the script to its file</source>
        <translation>把脚本写入它的文件</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Write the script to another file</source>
        <translation>把脚本写入另一个文件</translation>
    </message>
    <message>
        <source>Export graph…</source>
        <translation>导出图…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back the last edit of the script</source>
        <translation>撤销对脚本的上一次修改</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Make the edit again that was taken back</source>
        <translation>重做刚才撤销的修改</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Move the selected text to the clipboard</source>
        <translation>把选中的文字移到剪贴板</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the selected text to the clipboard</source>
        <translation>把选中的文字复制到剪贴板</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Insert the text on the clipboard</source>
        <translation>插入剪贴板上的文字</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Select the whole script</source>
        <translation>选中整个脚本</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Find words in the script</source>
        <translation>在脚本中查找文字</translation>
    </message>
    <message>
        <source>Find next</source>
        <translation>查找下一个</translation>
    </message>
    <message>
        <source>Go to the next place where the words are</source>
        <translation>转到下一处</translation>
    </message>
    <message>
        <source>Find previous</source>
        <translation>查找上一个</translation>
    </message>
    <message>
        <source>Go to the place before where the words are</source>
        <translation>转到上一处</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Run the script from the beginning</source>
        <translation>从头运行脚本</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop the running script</source>
        <translation>停止正在运行的脚本</translation>
    </message>
    <message>
        <source>First step</source>
        <translation>回到开头</translation>
    </message>
    <message>
        <source>Go back to before the first step</source>
        <translation>回到第一步之前</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>后退一步</translation>
    </message>
    <message>
        <source>Go back by one step</source>
        <translation>退回到上一步</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Step on by itself, or pause</source>
        <translation>自动一步步前进，或暂停</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>前进一步</translation>
    </message>
    <message>
        <source>Go on by one step</source>
        <translation>前进到下一步</translation>
    </message>
    <message>
        <source>Last step</source>
        <translation>跳到末尾</translation>
    </message>
    <message>
        <source>Go on to after the last step</source>
        <translation>跳到最后一步之后</translation>
    </message>
    <message>
        <source>Step over</source>
        <translation>越过</translation>
    </message>
    <message>
        <source>Go on past a whole call, iteration or pass, if one begins</source>
        <translation>如果接下来是一次调用、迭代或反向传播，就整个走过去</translation>
    </message>
    <message>
        <source>Step back over</source>
        <translation>往回越过</translation>
    </message>
    <message>
        <source>Go back past a whole call, iteration or pass, if one ended</source>
        <translation>如果刚结束一次调用、迭代或反向传播，就整个退回去</translation>
    </message>
    <message>
        <source>Step out</source>
        <translation>走出</translation>
    </message>
    <message>
        <source>Go on to the end of this call, iteration, loop or pass</source>
        <translation>走到这次调用、迭代、循环或反向传播结束之处</translation>
    </message>
    <message>
        <source>Next pass</source>
        <translation>下一次反向传播</translation>
    </message>
    <message>
        <source>Go to where the next backward pass begins</source>
        <translation>跳到下一次反向传播开始的地方</translation>
    </message>
    <message>
        <source>Previous pass</source>
        <translation>上一次反向传播</translation>
    </message>
    <message>
        <source>Go back to where a backward pass begins</source>
        <translation>退回到反向传播开始的地方</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on to the next breakpoint, or to the end</source>
        <translation>走到下一个断点，没有则到末尾</translation>
    </message>
    <message>
        <source>Continue back</source>
        <translation>往回继续</translation>
    </message>
    <message>
        <source>Go back to the breakpoint before, or to the beginning</source>
        <translation>退到上一个断点，没有则到开头</translation>
    </message>
    <message>
        <source>Run to this line</source>
        <translation>运行到这一行</translation>
    </message>
    <message>
        <source>Go on to where a step is at the line of the text cursor</source>
        <translation>走到文本光标所在行的下一步</translation>
    </message>
    <message>
        <source>Run to this node</source>
        <translation>运行到这个节点</translation>
    </message>
    <message>
        <source>Go on to where the node of the selected card runs</source>
        <translation>走到所选卡片的节点运行之处</translation>
    </message>
    <message>
        <source>Run until its gradient changes</source>
        <translation>运行到它的梯度改变</translation>
    </message>
    <message>
        <source>Go on until the selected card has another gradient</source>
        <translation>走到所选卡片的梯度变得不同</translation>
    </message>
    <message>
        <source>Run until its gradient is not zero</source>
        <translation>运行到它的梯度不为零</translation>
    </message>
    <message>
        <source>Go on until the selected card&apos;s gradient becomes non-zero</source>
        <translation>走到所选卡片的梯度变得不为零</translation>
    </message>
    <message>
        <source>Run until its gradient is nan</source>
        <translation>运行到它的梯度为 nan</translation>
    </message>
    <message>
        <source>Go on until the selected card&apos;s gradient becomes nan</source>
        <translation>走到所选卡片的梯度变成 nan</translation>
    </message>
    <message>
        <source>Run until anything is nan or infinite</source>
        <translation>运行到出现 nan 或无穷</translation>
    </message>
    <message>
        <source>Go on to the next step where a value or gradient newly becomes nan or infinite</source>
        <translation>走到下一个有值或梯度新变成 nan 或无穷的步骤</translation>
    </message>
    <message>
        <source>Who wrote this gradient last?</source>
        <translation>最后是谁写了这个梯度？</translation>
    </message>
    <message>
        <source>Go back to the step that wrote the card&apos;s gradient last</source>
        <translation>退到最后写入这张卡片的梯度的那一步</translation>
    </message>
    <message>
        <source>Where did this value come from?</source>
        <translation>这个值从哪里来？</translation>
    </message>
    <message>
        <source>Mark all cards that the card&apos;s value was computed from</source>
        <translation>标出这张卡片的值由哪些卡片算出</translation>
    </message>
    <message>
        <source>Where does it go?</source>
        <translation>它到哪里去？</translation>
    </message>
    <message>
        <source>Mark all cards that were computed from the card&apos;s value</source>
        <translation>标出由这张卡片的值算出的所有卡片</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>循环播放</translation>
    </message>
    <message>
        <source>Play a pass again and again</source>
        <translation>反复播放一次反向传播</translation>
    </message>
    <message>
        <source>Predict</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Ask what the next step of a pass does before it is shown</source>
        <translation>在显示反向传播的下一步之前先提问</translation>
    </message>
    <message>
        <source>Breakpoint</source>
        <translation>断点</translation>
    </message>
    <message>
        <source>Stop at this line or, in the graph, at this card&apos;s node</source>
        <translation>在这一行停下；在图中则在这张卡片的节点停下</translation>
    </message>
    <message>
        <source>Breakpoint with a condition…</source>
        <translation>带条件的断点…</translation>
    </message>
    <message>
        <source>Stop here only where something is so: norm(grad) &gt; 10</source>
        <translation>只在条件成立时停在这里：norm(grad) &gt; 10</translation>
    </message>
    <message>
        <source>Remove all breakpoints</source>
        <translation>移除所有断点</translation>
    </message>
    <message>
        <source>Stop nowhere: remove every breakpoint of this script</source>
        <translation>不再停下：移除这个脚本的每一个断点</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>更慢</translation>
    </message>
    <message>
        <source>Leave more time between two steps while playing</source>
        <translation>播放时两步之间间隔更长</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>更快</translation>
    </message>
    <message>
        <source>Leave less time between two steps while playing</source>
        <translation>播放时两步之间间隔更短</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>慢</translation>
    </message>
    <message>
        <source>Play two steps in three seconds</source>
        <translation>三秒播放两步</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Play three steps in two seconds</source>
        <translation>两秒播放三步</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>快</translation>
    </message>
    <message>
        <source>Play four steps in a second</source>
        <translation>一秒播放四步</translation>
    </message>
    <message>
        <source>Very fast</source>
        <translation>很快</translation>
    </message>
    <message>
        <source>Play twenty steps in a second</source>
        <translation>一秒播放二十步</translation>
    </message>
    <message>
        <source>Show a script or a recording from a file, without running it</source>
        <translation>显示文件中的脚本或运行记录，但不运行</translation>
    </message>
    <message>
        <source>Save recording…</source>
        <translation>保存运行记录…</translation>
    </message>
    <message>
        <source>Write this run to a file, which shows it again without running anything</source>
        <translation>把这次运行写入文件；打开该文件即可重看，无需再运行</translation>
    </message>
    <message>
        <source>Restore unsaved changes…</source>
        <translation>恢复未保存的修改…</translation>
    </message>
    <message>
        <source>Bring back what an earlier start left unsaved</source>
        <translation>找回上次启动时没有保存的内容</translation>
    </message>
    <message>
        <source>Save this step as a picture, or all steps as a web page</source>
        <translation>把这一步的图存为图片，或把各步存为网页</translation>
    </message>
    <message>
        <source>Copy graph</source>
        <translation>复制图</translation>
    </message>
    <message>
        <source>Put a picture of the graph of this step on the clipboard</source>
        <translation>把这一步的图作为图片放到剪贴板上</translation>
    </message>
    <message>
        <source>Print graph…</source>
        <translation>打印图…</translation>
    </message>
    <message>
        <source>Print the graph of this step on a page</source>
        <translation>把这一步的图打印在一页纸上</translation>
    </message>
    <message>
        <source>Find tensor…</source>
        <translation>查找张量…</translation>
    </message>
    <message>
        <source>Search the tensors of the run by name or gradient, also those not drawn</source>
        <translation>按名称或梯度查找这次运行中的张量，没有画出来的也能找到</translation>
    </message>
    <message>
        <source>Run as I type</source>
        <translation>输入时运行</translation>
    </message>
    <message>
        <source>Run the script at each pause in typing, while it is quick</source>
        <translation>输入停顿时就运行脚本，只要它运行得快</translation>
    </message>
    <message>
        <source>Check gradients</source>
        <translation>检验梯度</translation>
    </message>
    <message>
        <source>Compare the gradients of all leaves, as of this step, with differences of the script&apos;s own numbers; once more to stop</source>
        <translation>把到这一步为止所有叶子的梯度与脚本自身数值的差分比较；再按一次停止</translation>
    </message>
    <message>
        <source>Jacobian</source>
        <translation>雅可比矩阵</translation>
    </message>
    <message>
        <source>Show in the inspector how each element of what the pass starts from depends on the shown leaf; once more to stop</source>
        <translation>在检查器中显示这一遍起点的每个元素如何依赖所示的叶子；再按一次停止</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Show the graph larger</source>
        <translation>把图放大显示</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Show the graph smaller</source>
        <translation>把图缩小显示</translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation>实际大小</translation>
    </message>
    <message>
        <source>Show the graph at 100 %</source>
        <translation>按 100 % 的大小显示图</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>Show all of the graph</source>
        <translation>显示整张图</translation>
    </message>
    <message>
        <source>Arrange anew</source>
        <translation>重新排列</translation>
    </message>
    <message>
        <source>Draw the graph as if no card had been there before</source>
        <translation>重新绘制计算图，不保留卡片原来的位置</translation>
    </message>
    <message>
        <source>Script or graph</source>
        <translation>在脚本与图之间切换</translation>
    </message>
    <message>
        <source>Go from the script to the graph, or back to the script</source>
        <translation>从脚本转到图，或回到脚本</translation>
    </message>
    <message>
        <source>Inspector or graph</source>
        <translation>在检查器与图之间切换</translation>
    </message>
    <message>
        <source>Go to the inspector, where Tab goes on, or back to the graph</source>
        <translation>转到检查器（用 Tab 继续），或者回到图</translation>
    </message>
    <message>
        <source>Inspect code at the cursor</source>
        <translation>查看光标处的代码</translation>
    </message>
    <message>
        <source>Select the tensor of the code at the text cursor, also one that is not drawn</source>
        <translation>选中光标处代码的张量，没有画出来的也可以</translation>
    </message>
    <message>
        <source>Larger script</source>
        <translation>放大脚本文字</translation>
    </message>
    <message>
        <source>Show the script in larger characters</source>
        <translation>用更大的字号显示脚本</translation>
    </message>
    <message>
        <source>Smaller script</source>
        <translation>缩小脚本文字</translation>
    </message>
    <message>
        <source>Show the script in smaller characters</source>
        <translation>用更小的字号显示脚本</translation>
    </message>
    <message>
        <source>Show the whole run</source>
        <translation>显示整个运行过程</translation>
    </message>
    <message>
        <source>Show also what the current pass does not touch</source>
        <translation>也显示这次反向传播没有经过的部分</translation>
    </message>
    <message>
        <source>Fold or open frame</source>
        <translation>折叠或展开框</translation>
    </message>
    <message>
        <source>Show the iteration or call around a card as one card</source>
        <translation>把卡片所在的迭代或调用显示为一张卡片</translation>
    </message>
    <message>
        <source>Fold all frames</source>
        <translation>折叠所有框</translation>
    </message>
    <message>
        <source>Show every outermost call and loop as one card</source>
        <translation>把每个最外层的调用和循环显示为一张卡片</translation>
    </message>
    <message>
        <source>Open all frames</source>
        <translation>展开所有框</translation>
    </message>
    <message>
        <source>Show every card by itself</source>
        <translation>逐张显示所有卡片</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Give the window the whole screen, or take it back</source>
        <translation>让窗口占满整个屏幕，或者恢复原状</translation>
    </message>
    <message>
        <source>Only the graph</source>
        <translation>只看图</translation>
    </message>
    <message>
        <source>Hide all panels around the graph, or show them again</source>
        <translation>隐藏图周围的所有面板，或重新显示</translation>
    </message>
    <message>
        <source>Animate steps</source>
        <translation>步进动画</translation>
    </message>
    <message>
        <source>Let gradients slide along the edges that they cross</source>
        <translation>让梯度沿着所经过的边滑动</translation>
    </message>
    <message>
        <source>Reset panels</source>
        <translation>恢复面板布局</translation>
    </message>
    <message>
        <source>Put all panels where they were at the first start</source>
        <translation>把所有面板放回第一次启动时的位置</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Be light or dark as the system is</source>
        <translation>随系统使用浅色或深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark words on a light ground</source>
        <translation>浅色背景，深色文字</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light words on a dark ground</source>
        <translation>深色背景，浅色文字</translation>
    </message>
    <message>
        <source>Speak the system&apos;s language where Gradwalk knows it</source>
        <translation>在支持的范围内使用系统语言</translation>
    </message>
    <message>
        <source>Show the window in English</source>
        <translation>窗口使用英文</translation>
    </message>
    <message>
        <source>Show the window in Chinese</source>
        <translation>窗口使用中文</translation>
    </message>
    <message>
        <source>User guide</source>
        <translation>使用指南</translation>
    </message>
    <message>
        <source>Read how all of this is used</source>
        <translation>阅读使用方法</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Show what each key does, by where it works</source>
        <translation>按生效的位置列出每个按键的作用</translation>
    </message>
    <message>
        <source>Tour of the window</source>
        <translation>窗口导览</translation>
    </message>
    <message>
        <source>Show the parts of the window in six steps</source>
        <translation>用六步介绍窗口的各个部分</translation>
    </message>
    <message>
        <source>About Gradwalk</source>
        <translation>关于 Gradwalk</translation>
    </message>
    <message>
        <source>Say what this is, and which version</source>
        <translation>说明这是什么，以及是哪个版本</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stay at this step</source>
        <translation>停在这一步</translation>
    </message>
    <message>
        <source>Add or apply…</source>
        <translation>添加或应用…</translation>
    </message>
    <message>
        <source>Search the palette: make a tensor, or apply an operation</source>
        <translation>搜索组件面板：新建张量，或应用运算</translation>
    </message>
    <message>
        <source>Write a formula…</source>
        <translation>写公式…</translation>
    </message>
    <message>
        <source>Type a formula as it is written, and add it to the script</source>
        <translation>按书写习惯输入公式，并把它加入脚本</translation>
    </message>
    <message>
        <source>Pick another card too</source>
        <translation>同时选取另一张卡片</translation>
    </message>
    <message>
        <source>Keep the selected card picked while others are selected</source>
        <translation>选中别的卡片时，仍保留当前卡片</translation>
    </message>
    <message>
        <source>Edit value…</source>
        <translation>编辑数值…</translation>
    </message>
    <message>
        <source>Change the numbers of the selected tensor</source>
        <translation>修改所选张量的数值</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Give the selected card another name, wherever it is used</source>
        <translation>给所选卡片换个名字，所有用到的地方一起改</translation>
    </message>
    <message>
        <source>Inline name</source>
        <translation>内联名字</translation>
    </message>
    <message>
        <source>Write the expression where its name is used</source>
        <translation>把表达式写到用到它名字的地方</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>再建一份</translation>
    </message>
    <message>
        <source>Compute the expression of the selected card once more</source>
        <translation>再算一遍所选卡片的表达式</translation>
    </message>
    <message>
        <source>Swap operands</source>
        <translation>交换操作数</translation>
    </message>
    <message>
        <source>Exchange the two operands of the selected card</source>
        <translation>交换所选卡片的两个操作数</translation>
    </message>
    <message>
        <source>Change operation…</source>
        <translation>更换运算…</translation>
    </message>
    <message>
        <source>Compute the selected card by another operation</source>
        <translation>用另一种运算来计算所选卡片</translation>
    </message>
    <message>
        <source>Take another card…</source>
        <translation>改用另一张卡片…</translation>
    </message>
    <message>
        <source>Let the selected card take another card in place of one</source>
        <translation>让选中的卡片改用另一张卡片作操作数</translation>
    </message>
    <message>
        <source>Insert operation…</source>
        <translation>插入运算…</translation>
    </message>
    <message>
        <source>Put an operation on an edge to the selected card</source>
        <translation>在通向选中卡片的边上插入一个运算</translation>
    </message>
    <message>
        <source>Requires gradient</source>
        <translation>需要梯度</translation>
    </message>
    <message>
        <source>Let the selected tensor require a gradient, or not</source>
        <translation>让所选张量需要或不需要梯度</translation>
    </message>
    <message>
        <source>Detach</source>
        <translation>分离</translation>
    </message>
    <message>
        <source>Cut what the selected card takes off from its gradients</source>
        <translation>切断所选卡片的输入，使梯度不再传过去</translation>
    </message>
    <message>
        <source>Attach again</source>
        <translation>重新连接</translation>
    </message>
    <message>
        <source>Take the detach off</source>
        <translation>去掉 detach</translation>
    </message>
    <message>
        <source>Compute without gradients</source>
        <translation>不记录梯度</translation>
    </message>
    <message>
        <source>Put the line into no_grad, or take it out</source>
        <translation>把这一行放进 no_grad，或移出来</translation>
    </message>
    <message>
        <source>Backward from here</source>
        <translation>从这里反向传播</translation>
    </message>
    <message>
        <source>Call backward() on the selected card</source>
        <translation>对所选卡片调用 backward()</translation>
    </message>
    <message>
        <source>Pass keeps the graph</source>
        <translation>反向传播后保留计算图</translation>
    </message>
    <message>
        <source>Set retain_graph of the pass that is shown, or take it off</source>
        <translation>设置或去掉所示反向传播的 retain_graph</translation>
    </message>
    <message>
        <source>Pass can be differentiated</source>
        <translation>反向传播本身可求导</translation>
    </message>
    <message>
        <source>Set create_graph of the pass that is shown, or take it off</source>
        <translation>设置或去掉所示反向传播的 create_graph</translation>
    </message>
    <message>
        <source>Zero the gradient</source>
        <translation>梯度清零</translation>
    </message>
    <message>
        <source>Call grad.zero_() on the selected leaf</source>
        <translation>对所选叶子调用 grad.zero_()</translation>
    </message>
    <message>
        <source>Drop the gradient</source>
        <translation>丢弃梯度</translation>
    </message>
    <message>
        <source>Set grad of the selected leaf to None</source>
        <translation>把所选叶子的 grad 设为 None</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Print the selected card</source>
        <translation>打印所选卡片</translation>
    </message>
    <message>
        <source>Bypass</source>
        <translation>绕过</translation>
    </message>
    <message>
        <source>Use what the selected operation takes in its place</source>
        <translation>用所选运算的输入代替它</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove the selected card with its line</source>
        <translation>删除所选卡片及其所在行</translation>
    </message>
    <message>
        <source>The script is as large as it gets.</source>
        <translation>脚本已是最大字号。</translation>
    </message>
    <message>
        <source>The script is as small as it gets.</source>
        <translation>脚本已是最小字号。</translation>
    </message>
    <message>
        <source>No text is selected.</source>
        <translation>没有选中文字。</translation>
    </message>
    <message>
        <source>There is no edit to take back.</source>
        <translation>没有可撤销的编辑。</translation>
    </message>
    <message>
        <source>No edit was taken back.</source>
        <translation>没有可重做的编辑。</translation>
    </message>
    <message>
        <source>There is no graph to save yet: run a script first.</source>
        <translation>还没有可保存的图：请先运行脚本。</translation>
    </message>
    <message>
        <source>No script is running.</source>
        <translation>没有脚本在运行。</translation>
    </message>
    <message>
        <source>There are no steps yet: run a script first.</source>
        <translation>还没有步骤：请先运行脚本。</translation>
    </message>
    <message>
        <source>This is the beginning, before the first step.</source>
        <translation>已在开头，第一步之前。</translation>
    </message>
    <message>
        <source>This is the end, after the last step.</source>
        <translation>已在结尾，最后一步之后。</translation>
    </message>
    <message>
        <source>This step is about no card: select one in the graph.</source>
        <translation>这一步不涉及任何卡片：请先在图中选择一张。</translation>
    </message>
    <message>
        <source>No backward pass begins after this step.</source>
        <translation>这一步之后没有反向传播开始。</translation>
    </message>
    <message>
        <source>No backward pass begins before this step.</source>
        <translation>这一步之前没有反向传播开始。</translation>
    </message>
    <message>
        <source>This script has no breakpoints.</source>
        <translation>这个脚本没有断点。</translation>
    </message>
    <message>
        <source>This is the slowest.</source>
        <translation>已是最慢。</translation>
    </message>
    <message>
        <source>This is the fastest.</source>
        <translation>已是最快。</translation>
    </message>
    <message>
        <source>There is no graph to print yet: run a script first.</source>
        <translation>还没有可打印的图：请先运行脚本。</translation>
    </message>
    <message>
        <source>There is no run to save yet: run a script to its end first.</source>
        <translation>还没有可保存的运行：请先让一个脚本运行结束。</translation>
    </message>
</context>
<context>
    <name>CommandGestures</name>
    <message>
        <source>Detach this edge</source>
        <translation>分离这条边</translation>
    </message>
    <message>
        <source>Attach this edge again</source>
        <translation>重新连接这条边</translation>
    </message>
    <message>
        <source>Put an operation on this edge…</source>
        <translation>在这条边上插入运算…</translation>
    </message>
    <message>
        <source>Detach {name}</source>
        <translation>分离 {name}</translation>
    </message>
    <message>
        <source>This card takes nothing that could be detached.</source>
        <translation>这张卡片没有取用可以分离的卡片。</translation>
    </message>
    <message>
        <source>Remove it, and lines {lines} that depend on it</source>
        <translation>删除它，连同依赖它的第 {lines} 行</translation>
    </message>
    <message>
        <source>Remove it, and line {lines} that depends on it</source>
        <translation>删除它，连同依赖它的第 {lines} 行</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>A name for this card</source>
        <translation>这张卡片的名字</translation>
    </message>
    <message>
        <source>Go to a step of a backward pass first.</source>
        <translation>请先走到某次反向传播的步骤。</translation>
    </message>
    <message>
        <source>The graph is being arranged. Try again when it is there.</source>
        <translation>正在排布计算图，请等它出现后再试。</translation>
    </message>
    <message>
        <source>There is no card yet: run a script that makes a tensor.</source>
        <translation>还没有卡片：请先运行一个会创建张量的脚本。</translation>
    </message>
    <message>
        <source>Select a card first: press it, or go to it by Tab.</source>
        <translation>请先选中一张卡片：点它，或用 Tab 键移到它上面。</translation>
    </message>
</context>
<context>
    <name>CommandQueue</name>
    <message>
        <source>That was not done, since the graph of the change before it is not there yet. Try again in a moment.</source>
        <translation>这一步没有执行，因为上一次改动的图还没有出现。请稍后再试。</translation>
    </message>
</context>
<context>
    <name>ConditionDialog</name>
    <message>
        <source>Breakpoint with a condition</source>
        <translation>带条件的断点</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Stop at {where} where this is so:</source>
        <translation>在 {where}，以下条件成立时停下：</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>There are grad and value, numbers, comparisons, and, or, not, and {functions}. Of many elements, one for which it is so is enough. With nothing written it stops always.</source>
        <translation>可以写 grad 和 value、数、比较、and、or、not，以及 {functions}。元素有多个时，有一个成立就算成立。什么都不写则总是停下。</translation>
    </message>
</context>
<context>
    <name>Console</name>
    <message>
        <source>Console</source>
        <translation>控制台</translation>
    </message>
    <message>
        <source>What the script prints appears here.</source>
        <translation>脚本的输出会显示在这里。</translation>
    </message>
    <message>
        <source>Only the last {count} lines are shown.</source>
        <translation>只显示最后 {count} 行。</translation>
    </message>
</context>
<context>
    <name>ContributionsModel</name>
    <message>
        <source>start of the pass</source>
        <translation>这一遍的起点</translation>
    </message>
    <message>
        <source>pass {number}: {sender}</source>
        <translation>第 {number} 遍：{sender}</translation>
    </message>
</context>
<context>
    <name>CutLinks</name>
    <message>
        <source>gets no gradient from here: detach cuts the edge</source>
        <translation>从这里得不到梯度：detach 切断了这条边</translation>
    </message>
    <message>
        <source>gets no gradient from here: it was used under no_grad</source>
        <translation>从这里得不到梯度：它是在 no_grad 下被使用的</translation>
    </message>
    <message>
        <source>gets no gradient from here: no derivative</source>
        <translation>从这里得不到梯度：这里没有导数</translation>
    </message>
    <message>
        <source>gets no gradient from here: its .grad was read as a value</source>
        <translation>从这里得不到梯度：它的 .grad 只是作为数值被读取</translation>
    </message>
    <message>
        <source>gets no gradient from here: its .data was read as a value</source>
        <translation>从这里得不到梯度：它的 .data 只是作为数值被读取</translation>
    </message>
    <message>
        <source>gets no gradient from here: it is its gradient, a value</source>
        <translation>从这里得不到梯度：这里是它的梯度，只是数值</translation>
    </message>
    <message>
        <source>sends no gradient here: detach cuts the edge</source>
        <translation>不向这里传梯度：detach 切断了这条边</translation>
    </message>
    <message>
        <source>sends no gradient here: it was made under no_grad</source>
        <translation>不向这里传梯度：它是在 no_grad 下创建的</translation>
    </message>
    <message>
        <source>sends no gradient here: no derivative</source>
        <translation>不向这里传梯度：那里没有导数</translation>
    </message>
    <message>
        <source>sends no gradient here: it is the .grad, read as a value</source>
        <translation>不向这里传梯度：它是作为数值读取的 .grad</translation>
    </message>
    <message>
        <source>sends no gradient here: it is the .data, read as a value</source>
        <translation>不向这里传梯度：它是作为数值读取的 .data</translation>
    </message>
    <message>
        <source>sends no gradient here: it is the gradient, a value</source>
        <translation>不向这里传梯度：它是梯度，只是数值</translation>
    </message>
</context>
<context>
    <name>Dock</name>
    <message>
        <source>Float this panel, or dock it again</source>
        <translation>浮动此面板，或重新停靠</translation>
    </message>
    <message>
        <source>Close this panel</source>
        <translation>关闭此面板</translation>
    </message>
    <message>
        <source>{panel}: {command}</source>
        <translation>{panel}：{command}</translation>
    </message>
</context>
<context>
    <name>Docks</name>
    <message>
        <source>Script</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>控制台</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>示例库</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Palette</source>
        <translation>组件</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
</context>
<context>
    <name>Drafts</name>
    <message>
        <source>Unsaved changes of {name} would not outlive a crash: save them soon.</source>
        <translation>如果程序崩溃，{name} 中未保存的修改将无法恢复：请尽快保存。</translation>
    </message>
</context>
<context>
    <name>DropResolver</name>
    <message>
        <source>Let go to choose the operation.</source>
        <translation>松开后选择运算。</translation>
    </message>
    <message>
        <source>Let go on a card, an edge, or an operation of the palette.</source>
        <translation>请在卡片、边或组件里的运算上松开。</translation>
    </message>
    <message>
        <source>Let go on the card that is to be taken instead.</source>
        <translation>请在要改用的卡片上松开。</translation>
    </message>
    <message>
        <source>Let go to choose the number.</source>
        <translation>松开后填写数字。</translation>
    </message>
    <message>
        <source>Let go to choose the other operand.</source>
        <translation>松开后选择另一个操作数。</translation>
    </message>
    <message>
        <source>Let go on a card or an edge.</source>
        <translation>请在卡片或边上松开。</translation>
    </message>
</context>
<context>
    <name>EdgeGestures</name>
    <message>
        <source>After {name}</source>
        <translation>在 {name} 之后</translation>
    </message>
    <message>
        <source>There is no other card that this one could take.</source>
        <translation>没有其他卡片可供这张卡片使用。</translation>
    </message>
    <message>
        <source>This card is not computed from another one.</source>
        <translation>这张卡片不是由其他卡片算出来的。</translation>
    </message>
</context>
<context>
    <name>ErrorView</name>
    <message>
        <source>Ended by {error}</source>
        <translation>因 {error} 而结束</translation>
    </message>
    <message>
        <source>Line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>Go to step {step}</source>
        <translation>转到第 {step} 步</translation>
    </message>
    <message>
        <source>{shape}, line {line}</source>
        <translation>{shape}，第 {line} 行</translation>
    </message>
</context>
<context>
    <name>ExampleView</name>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Enter opens one, Shift+Enter starts from it</source>
        <translation>按 Enter 打开，按 Shift+Enter 以它为起点</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>No example has this text. Press Escape to see all of them.</source>
        <translation>没有示例包含这段文字。按 Esc 显示全部。</translation>
    </message>
</context>
<context>
    <name>ExamplesMenu</name>
    <message>
        <source>&amp;Examples</source>
        <translation>示例(&amp;X)</translation>
    </message>
</context>
<context>
    <name>ExplanationSections</name>
    <message>
        <source>Formula</source>
        <translation>公式</translation>
    </message>
    <message>
        <source>What comes next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Saved for the gradient</source>
        <translation>为梯度保存的值</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export graph</source>
        <translation>导出图</translation>
    </message>
    <message>
        <source>PNG, made of pixels</source>
        <translation>PNG，由像素组成</translation>
    </message>
    <message>
        <source>SVG, sharp at any size</source>
        <translation>SVG，放大也清晰</translation>
    </message>
    <message>
        <source>PDF, for paper and slides</source>
        <translation>PDF，用于打印和幻灯片</translation>
    </message>
    <message>
        <source>Web page, to walk through all steps</source>
        <translation>网页，可逐步查看每一步</translation>
    </message>
    <message>
        <source>Animated GIF of all steps</source>
        <translation>GIF 动画，播放每一步</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>&amp;File type</source>
        <translation>文件类型(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Scale</source>
        <translation>缩放(&amp;S)</translation>
    </message>
    <message>
        <source>Seconds &amp;per step</source>
        <translation>每步秒数(&amp;P)</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
</context>
<context>
    <name>Exporter</name>
    <message>
        <source>Export graph</source>
        <translation>导出图</translation>
    </message>
    <message>
        <source>Pictures (*{ending})</source>
        <translation>图片 (*{ending})</translation>
    </message>
    <message>
        <source>Web pages (*{ending})</source>
        <translation>网页 (*{ending})</translation>
    </message>
    <message>
        <source>Animations (*{ending})</source>
        <translation>动画 (*{ending})</translation>
    </message>
    <message>
        <source>It would be {width} × {height} pixels, which is too many for a PNG. Choose a smaller scale, or SVG, or PDF.</source>
        <translation>图片会有 {width} × {height} 像素，对 PNG 来说太大。请选择更小的缩放，或者 SVG、PDF。</translation>
    </message>
    <message>
        <source>The graph is in {path}.</source>
        <translation>图已存入 {path}。</translation>
    </message>
    <message>
        <source>Steps {first} to {last} of {count} are in {path}: it can have no more.</source>
        <translation>第 {first} 到 {last} 步（共 {count} 步）已存入 {path}：一个文件放不下更多步。</translation>
    </message>
    <message>
        <source>A picture of the graph is on the clipboard.</source>
        <translation>图已作为图片放到剪贴板上。</translation>
    </message>
    <message>
        <source>A picture of the graph is on the clipboard, at {percent} % of its size. Export it as SVG or PDF to keep it sharp.</source>
        <translation>图已缩小到 {percent} %，作为图片放到剪贴板上。要保持清晰，请导出为 SVG 或 PDF。</translation>
    </message>
    <message>
        <source>The steps are being drawn…</source>
        <translation>正在绘制各步…</translation>
    </message>
    <message>
        <source>{reason} Choose another folder.</source>
        <translation>{reason}请选择其他文件夹。</translation>
    </message>
    <message>
        <source>The steps are in {path}.</source>
        <translation>各步已存入 {path}。</translation>
    </message>
    <message>
        <source>{name} was not written.</source>
        <translation>未能写入 {name}。</translation>
    </message>
</context>
<context>
    <name>FileCommands</name>
    <message>
        <source>Unsaved changes of {name} are kept: File ▸ Restore unsaved changes…</source>
        <translation>{name} 未保存的修改仍然保留着：文件 ▸ 恢复未保存的修改…</translation>
    </message>
    <message>
        <source>No unsaved changes were left behind.</source>
        <translation>没有留下未保存的修改。</translation>
    </message>
    <message>
        <source>{name} has the code of the notebook, which stays as it is.</source>
        <translation>{name} 是从笔记本中取出的代码；笔记本本身不会被改动。</translation>
    </message>
    <message>
        <source>{name} is no notebook, or only a part of one: this is its text.</source>
        <translation>{name} 不是笔记本文件，或者不完整：这里显示的是它的原文。</translation>
    </message>
    <message>
        <source>{name} is saved.</source>
        <translation>{name} 已保存。</translation>
    </message>
    <message>
        <source>{name} is being read…</source>
        <translation>正在读取 {name}…</translation>
    </message>
    <message>
        <source>Another program has written {name}; Ctrl+Enter runs what it has now.</source>
        <translation>另一个程序改写了 {name}；按 Ctrl+Enter 运行它现在的内容。</translation>
    </message>
    <message>
        <source>Another program has changed only the line ends of {name}; saving keeps them.</source>
        <translation>另一个程序只改了 {name} 的换行符；保存时会沿用。</translation>
    </message>
    <message>
        <source>Another program has written {name}. What you wrote here stays; saving asks first.</source>
        <translation>另一个程序改写了 {name}。你在这里写的内容保留不变；保存时会先询问。</translation>
    </message>
    <message>
        <source>{name} was deleted or moved by another program. Its text is here; Ctrl+S saves it.</source>
        <translation>{name} 已被另一个程序删除或移走。它的文本还在这里；按 Ctrl+S 保存。</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Not found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>第 {number} 处，共 {count} 处</translation>
    </message>
    <message>
        <source>{count} found</source>
        <translation>共 {count} 处</translation>
    </message>
    <message>
        <source>Find in the script</source>
        <translation>在脚本中查找</translation>
    </message>
    <message>
        <source>To the place before (Shift+F3)</source>
        <translation>上一处（Shift+F3）</translation>
    </message>
    <message>
        <source>To the next place (F3)</source>
        <translation>下一处（F3）</translation>
    </message>
    <message>
        <source>Put this away (Esc)</source>
        <translation>收起（Esc）</translation>
    </message>
</context>
<context>
    <name>FormulaBar</name>
    <message>
        <source>For example: y = 2x·x,  σ(w·x + b),  sin(x²)</source>
        <translation>例如：y = 2x·x、σ(w·x + b)、sin(x²)</translation>
    </message>
    <message>
        <source>Column {column}: {reason}</source>
        <translation>第 {column} 列：{reason}</translation>
    </message>
    <message>
        <source>A formula, as it is written in mathematics</source>
        <translation>公式，按数学上的写法</translation>
    </message>
</context>
<context>
    <name>FormulaLabel</name>
    <message>
        <source>A right click copies the formula</source>
        <translation>右击可以复制公式</translation>
    </message>
    <message>
        <source>Copy as LaTeX</source>
        <translation>复制为 LaTeX</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
</context>
<context>
    <name>FormulaView</name>
    <message>
        <source>and {count} more in the same way</source>
        <translation>另有 {count} 个输入与此相同</translation>
    </message>
</context>
<context>
    <name>FunctionPage</name>
    <message>
        <source>Plot</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>over</source>
        <translation>随</translation>
    </message>
    <message>
        <source>from</source>
        <translation>从</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Number of the script to vary</source>
        <translation>脚本中要变动的数</translation>
    </message>
    <message>
        <source>Result to plot</source>
        <translation>要绘制的结果</translation>
    </message>
    <message>
        <source>Range, from</source>
        <translation>范围的起点</translation>
    </message>
    <message>
        <source>Range, to</source>
        <translation>范围的终点</translation>
    </message>
    <message>
        <source>Drag the point, or move it with ← and →: the script follows</source>
        <translation>拖动这个点，或用 ← 和 → 移动它：脚本随之改变</translation>
    </message>
    <message>
        <source>No number to vary. Make a tensor from a number that requires grad, such as x = torch.tensor(2.0, requires_grad=True), and run the script.</source>
        <translation>没有可以变动的数。请用一个数创建需要梯度的张量，例如 x = torch.tensor(2.0, requires_grad=True)，再运行脚本。</translation>
    </message>
    <message>
        <source>No result to plot. Give a number that is computed from {name} a name, such as y = {name} ** 2, and run the script.</source>
        <translation>没有可以绘制的结果。请给由 {name} 算出的一个数起个名字，例如 y = {name} ** 2，再运行脚本。</translation>
    </message>
    <message>
        <source>Derivative of {result}</source>
        <translation>{result} 的导数</translation>
    </message>
    <message>
        <source>{result} plotted over {name}</source>
        <translation>{result} 随 {name} 变化的曲线</translation>
    </message>
    <message>
        <source>Derivative of {result} plotted over {name}</source>
        <translation>{result} 的导数随 {name} 变化的曲线</translation>
    </message>
    <message>
        <source>Compute again</source>
        <translation>重新计算</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>No range: write two numbers, the smaller one first.</source>
        <translation>这不是范围：请写两个数，小的在前。</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Start from this</source>
        <translation>以此为起点</translation>
    </message>
</context>
<context>
    <name>GradientChecks</name>
    <message>
        <source>There is no gradient to check here: go past a backward pass first.</source>
        <translation>这里没有可检验的梯度：请先走过一遍反向传播。</translation>
    </message>
    <message>
        <source>Checking the gradients… F4 stops it.</source>
        <translation>正在检验梯度……按 F4 停止。</translation>
    </message>
    <message>
        <source>The check was stopped.</source>
        <translation>检验已停止。</translation>
    </message>
</context>
<context>
    <name>GradientLifeModel</name>
    <message>
        <source>same memory</source>
        <translation>同一块内存</translation>
    </message>
    <message>
        <source>new memory</source>
        <translation>新内存</translation>
    </message>
    <message>
        <source>pass {number}, {memory}</source>
        <translation>第 {number} 遍，{memory}</translation>
    </message>
    <message>
        <source>zero_(), same memory</source>
        <translation>zero_()，同一块内存</translation>
    </message>
    <message>
        <source>set to None</source>
        <translation>设为 None</translation>
    </message>
    <message>
        <source>replaced by another tensor</source>
        <translation>换成另一个张量</translation>
    </message>
    <message>
        <source>changed in place, same memory</source>
        <translation>原地修改，同一块内存</translation>
    </message>
</context>
<context>
    <name>GraphPrinter</name>
    <message>
        <source>The printer does not answer. Choose another one, or a file.</source>
        <translation>打印机没有响应。请换一台，或打印到文件。</translation>
    </message>
    <message>
        <source>The graph was sent to {printer}.</source>
        <translation>图已发送到 {printer}。</translation>
    </message>
</context>
<context>
    <name>GuidePage</name>
    <message>
        <source>User guide</source>
        <translation>使用指南</translation>
    </message>
</context>
<context>
    <name>HeatMap</name>
    <message>
        <source>Heat map: blue is negative, ochre positive; full colour is {number}</source>
        <translation>热图：蓝色为负，橙色为正；最深的颜色表示 {number}</translation>
    </message>
    <message>
        <source>{text}; red is {kinds}</source>
        <translation>{text}；红色为 {kinds}</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>The tour is over; Help ▸ Tour of the window begins it again.</source>
        <translation>导览到此为止；帮助 ▸ 窗口导览可以重新开始。</translation>
    </message>
</context>
<context>
    <name>InspectCommands</name>
    <message>
        <source>There is no tensor to find yet: run a script first.</source>
        <translation>还没有可查找的张量：请先运行一个脚本。</translation>
    </message>
    <message>
        <source>The script is not as it was run. Press Run first.</source>
        <translation>脚本和运行时不一样了。请先运行。</translation>
    </message>
    <message>
        <source>This code made no tensor, and is about none.</source>
        <translation>这段代码没有创建张量，也与张量无关。</translation>
    </message>
    <message>
        <source>{card} is not drawn: this part of the run does not touch it.</source>
        <translation>{card} 没有画出来：运行的这一部分没有用到它。</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>The numbers of a tensor, its gradient and where they come from appear here.</source>
        <translation>张量的数值、梯度以及它们的由来会显示在这里。</translation>
    </message>
    <message>
        <source>Click a card of the graph to see its numbers here.</source>
        <translation>点击图中的卡片，在这里查看它的数值。</translation>
    </message>
    <message>
        <source>Press Step, or click a card of the graph, to see its numbers here.</source>
        <translation>按“前进一步”，或点击图中的卡片，就能在这里看到它的数值。</translation>
    </message>
    <message>
        <source>not made yet</source>
        <translation>尚未创建</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>none in this pass</source>
        <translation>这一遍中没有</translation>
    </message>
    <message>
        <source>Contributions so far</source>
        <translation>至今收到的梯度</translation>
    </message>
    <message>
        <source>Contributions: {arrived} of {awaited}</source>
        <translation>这一遍收到的梯度：{arrived}/{awaited}</translation>
    </message>
    <message>
        <source>Contributions, {arrived}/{awaited} now</source>
        <translation>收到的梯度，这一遍 {arrived}/{awaited}</translation>
    </message>
    <message>
        <source>How {grad} came about</source>
        <translation>{grad} 是怎样得来的</translation>
    </message>
</context>
<context>
    <name>Jacobian</name>
    <message>
        <source>Jacobian of {output} by {leaf}</source>
        <translation>{output} 对 {leaf} 的雅可比矩阵</translation>
    </message>
    <message>
        <source>The Jacobian has {rows} rows of {columns} entries; no more than {most} entries are shown.</source>
        <translation>雅可比矩阵有 {rows} 行，每行 {columns} 个数；最多显示 {most} 个数。</translation>
    </message>
    <message>
        <source>No Jacobian is shown of complex numbers.</source>
        <translation>复数不显示雅可比矩阵。</translation>
    </message>
    <message>
        <source>The script computes other numbers each time it runs: no Jacobian.</source>
        <translation>脚本每次运行算出的数都不同：没有雅可比矩阵。</translation>
    </message>
    <message>
        <source>The script could not be run again up to this pass.</source>
        <translation>脚本无法再次运行到这一遍。</translation>
    </message>
    <message>
        <source>A row for each element of the output, a column for each of {name}.</source>
        <translation>输出的每个元素一行，{name} 的每个元素一列。</translation>
    </message>
    <message>
        <source>The output is one number: its row is the gradient.</source>
        <translation>输出是一个数：它的那一行就是梯度。</translation>
    </message>
    <message>
        <source>A sum sends all ones: the gradient is the sum of all rows.</source>
        <translation>求和向每个元素送回 1：梯度就是所有行之和。</translation>
    </message>
    <message>
        <source>The seed is all ones: the gradient is the sum of all rows, as of a sum.</source>
        <translation>起始梯度全是 1：梯度就是所有行之和，与先求和一样。</translation>
    </message>
    <message>
        <source>The gradient is each row times its element of the seed:</source>
        <translation>梯度是各行乘以起始梯度中对应元素之和：</translation>
    </message>
    <message>
        <source>The gradient is each row times its element of the seed.</source>
        <translation>梯度是各行乘以起始梯度中对应元素之和。</translation>
    </message>
    <message>
        <source>row {number}</source>
        <translation>第 {number} 行</translation>
    </message>
</context>
<context>
    <name>JacobianView</name>
    <message>
        <source>Jacobian… Stop</source>
        <translation>正在计算雅可比矩阵… 停止</translation>
    </message>
    <message>
        <source>Jacobian ▸</source>
        <translation>雅可比矩阵 ▸</translation>
    </message>
    <message>
        <source>Show how each element of what the pass starts from depends on this leaf</source>
        <translation>显示这一遍起点的每个元素如何依赖这个叶子</translation>
    </message>
</context>
<context>
    <name>Jacobians</name>
    <message>
        <source>Select a leaf with a gradient first: the Jacobian is that of a leaf.</source>
        <translation>请先选中一个有梯度的叶子：雅可比矩阵是对叶子求的。</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Anywhere</source>
        <translation>任何位置</translation>
    </message>
    <message>
        <source>On the graph, and wherever no text is written</source>
        <translation>在图上，以及不输入文字的地方</translation>
    </message>
    <message>
        <source>In the script</source>
        <translation>在脚本中</translation>
    </message>
    <message>
        <source>In the gallery</source>
        <translation>在示例库中</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>退出全屏</translation>
    </message>
    <message>
        <source>Next card, previous card</source>
        <translation>下一张卡片，上一张卡片</translation>
    </message>
    <message>
        <source>Along the edges to another card</source>
        <translation>沿着边走到另一张卡片</translation>
    </message>
    <message>
        <source>Move the graph</source>
        <translation>移动图</translation>
    </message>
    <message>
        <source>Select no card</source>
        <translation>不选任何卡片</translation>
    </message>
    <message>
        <source>Indent lines, or the reverse</source>
        <translation>缩进各行，或取消缩进</translation>
    </message>
    <message>
        <source>Turn lines into comments and back</source>
        <translation>把各行变成注释，或变回代码</translation>
    </message>
    <message>
        <source>Complete the word</source>
        <translation>补全单词</translation>
    </message>
    <message>
        <source>Open the example</source>
        <translation>打开示例</translation>
    </message>
    <message>
        <source>Start from the example</source>
        <translation>以示例为起点</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Search commands and keys</source>
        <translation>搜索命令和按键</translation>
    </message>
    <message>
        <source>No command or key fits.</source>
        <translation>没有符合的命令或按键。</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
</context>
<context>
    <name>LifeModel</name>
    <message>
        <source>at first</source>
        <translation>最初</translation>
    </message>
    <message>
        <source>1 change</source>
        <translation>1 次变化</translation>
    </message>
    <message>
        <source>{count} changes</source>
        <translation>{count} 次变化</translation>
    </message>
    <message>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>made</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>zeroed</source>
        <translation>清零</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>replaced</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>改动</translation>
    </message>
</context>
<context>
    <name>LifeView</name>
    <message>
        <source>The life of the gradient</source>
        <translation>梯度的经历</translation>
    </message>
</context>
<context>
    <name>Live</name>
    <message>
        <source>This script may take long, so it does not run at every change.</source>
        <translation>这个脚本可能运行很久，所以不会每次改动都运行。</translation>
    </message>
    <message>
        <source>While you predict, the changed script does not run.</source>
        <translation>预测期间，改动过的脚本不会运行。</translation>
    </message>
    <message>
        <source>Run now ({key})</source>
        <translation>现在运行（{key}）</translation>
    </message>
</context>
<context>
    <name>LoopPage</name>
    <message>
        <source>No loop to plot. When a loop gives a number a name in each turn, such as loss = ((y - target) ** 2).mean(), it appears here as a curve.</source>
        <translation>没有可以绘制的循环。当循环在每一轮给一个数起名字，例如 loss = ((y - target) ** 2).mean()，这里就会画出它的曲线。</translation>
    </message>
    <message>
        <source>Plot</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation>对数刻度</translation>
    </message>
    <message>
        <source>Equal distances are equal factors; only for numbers above 0</source>
        <translation>相等的距离表示相等的倍数；只适用于大于 0 的数</translation>
    </message>
    <message>
        <source>Number to plot over the turns of its loop</source>
        <translation>要随循环的轮次绘制的数</translation>
    </message>
    <message>
        <source>Click a turn, or use ← and →, to go to its step</source>
        <translation>点击某一轮，或用 ← 和 →，转到它的那一步</translation>
    </message>
    <message>
        <source>{name}, loop of line {line}</source>
        <translation>{name}，第 {line} 行的循环</translation>
    </message>
    <message>
        <source>{name} over the turns of the loop of line {line}</source>
        <translation>{name} 随第 {line} 行循环的轮次变化的曲线</translation>
    </message>
    <message>
        <source>{count} turns. This step is in none of them.</source>
        <translation>共 {count} 轮。这一步不在任何一轮之中。</translation>
    </message>
    <message>
        <source>In turn {turn} of {count}, {name} is {number}.</source>
        <translation>在第 {turn} 轮（共 {count} 轮），{name} 是 {number}。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Transport</source>
        <translation>播放控制</translation>
    </message>
</context>
<context>
    <name>MirrorLinks</name>
    <message>
        <source>made in the pass by</source>
        <translation>在反向传播中由它算出：</translation>
    </message>
    <message>
        <source>its pass made</source>
        <translation>它在反向传播中算出：</translation>
    </message>
</context>
<context>
    <name>MouseGestures</name>
    <message>
        <source>The graph has changed meanwhile. Nothing was done; drag once more.</source>
        <translation>图在此期间变了。什么都没有做；请再拖一次。</translation>
    </message>
</context>
<context>
    <name>OperandLinks</name>
    <message>
        <source>made from</source>
        <translation>来自</translation>
    </message>
</context>
<context>
    <name>OperationGestures</name>
    <message>
        <source>Select a card first: {name} is applied to it.</source>
        <translation>请先选中一张卡片：{name} 将应用于它。</translation>
    </message>
    <message>
        <source>a number…</source>
        <translation>一个数…</translation>
    </message>
    <message>
        <source>“{text}” is not a number.</source>
        <translation>“{text}”不是数。</translation>
    </message>
    <message>
        <source>A number for {name}</source>
        <translation>{name} 要用的数</translation>
    </message>
</context>
<context>
    <name>PaletteView</name>
    <message>
        <source>Search tensors and operations</source>
        <translation>搜索张量与运算</translation>
    </message>
    <message>
        <source>Palette</source>
        <translation>组件</translation>
    </message>
    <message>
        <source>No tensor or operation fits.</source>
        <translation>没有符合的张量或运算。</translation>
    </message>
</context>
<context>
    <name>PlotPages</name>
    <message>
        <source>Function</source>
        <translation>函数</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>循环</translation>
    </message>
</context>
<context>
    <name>Plots</name>
    <message>
        <source>Plots</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Run a script, and functions and losses that it computes can be plotted here.</source>
        <translation>运行脚本后，它计算的函数和损失可以在这里绘制成曲线。</translation>
    </message>
</context>
<context>
    <name>PredictMode</name>
    <message>
        <source>Nothing ahead can be predicted. Step back, and you will be asked on the way forward.</source>
        <translation>后面已没有可以预测的步骤；先退回几步，再往前步进时就会向你提问。</translation>
    </message>
    <message>
        <source>You will be asked before the next step that can be predicted.</source>
        <translation>到下一个可以预测的步骤之前，会向你提问。</translation>
    </message>
    <message>
        <source>Answer the question first, or press Esc to see the answer.</source>
        <translation>请先回答问题，或按 Esc 查看答案。</translation>
    </message>
</context>
<context>
    <name>PredictPanel</name>
    <message>
        <source>Show me</source>
        <translation>告诉我</translation>
    </message>
    <message>
        <source>Show the answer; it does not count (Esc)</source>
        <translation>显示答案，不计分（Esc）</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on to the next step (Enter)</source>
        <translation>继续到下一步（Enter）</translation>
    </message>
    <message>
        <source>such as 4, 2/3 or [4, 8]</source>
        <translation>例如 4、2/3 或 [4, 8]</translation>
    </message>
    <message>
        <source>Your answer</source>
        <translation>你的答案</translation>
    </message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>查找范围(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
</context>
<context>
    <name>QFileSystemModel</name>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
</context>
<context>
    <name>QShortcut</name>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>←</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>→</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>↑</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>↓</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>No files yet</source>
        <translation>还没有文件</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
</context>
<context>
    <name>RecordingSaver</name>
    <message>
        <source>The recording is in {path}.</source>
        <translation>运行记录已保存到 {path}。</translation>
    </message>
</context>
<context>
    <name>SavedView</name>
    <message>
        <source>Go to step {step}</source>
        <translation>转到第 {step} 步</translation>
    </message>
</context>
<context>
    <name>SeedEditing</name>
    <message>
        <source>This seed is too large to be written as numbers.</source>
        <translation>这个起始梯度太大，无法写成数。</translation>
    </message>
    <message>
        <source>Seed of the pass from {name}</source>
        <translation>从 {name} 开始反向传播的起始梯度</translation>
    </message>
</context>
<context>
    <name>SeedView</name>
    <message>
        <source>Seed of the pass</source>
        <translation>这一遍的起始梯度</translation>
    </message>
    <message>
        <source>What is sent into {name}; it must have the same shape, ({shape}).</source>
        <translation>送入 {name} 的梯度；形状必须相同，为 ({shape})。</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Write another seed into the call of backward, and run</source>
        <translation>把另一个起始梯度写进 backward 的调用，并运行</translation>
    </message>
</context>
<context>
    <name>SentenceBar</name>
    <message>
        <source>Each step of a run is told here in one sentence.</source>
        <translation>运行的每一步都会在这里用一句话说明。</translation>
    </message>
</context>
<context>
    <name>SlidePage</name>
    <message>
        <source>Step {step} of {count}</source>
        <translation>第 {step} 步，共 {count} 步</translation>
    </message>
    <message>
        <source>This page needs JavaScript.</source>
        <translation>此页面需要 JavaScript。</translation>
    </message>
    <message>
        <source>First step</source>
        <translation>回到开头</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>后退一步</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>前进一步</translation>
    </message>
    <message>
        <source>Last step</source>
        <translation>跳到末尾</translation>
    </message>
    <message>
        <source>Place in the walk</source>
        <translation>当前位置</translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation>实际大小</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合窗口</translation>
    </message>
</context>
<context>
    <name>TensorSearch</name>
    <message>
        <source>Search by name, operation, line, gradient (None, 0), or nan, inf</source>
        <translation>按名称、运算、行号、梯度（None、0）或 nan、inf 查找</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>No tensor of this run fits.</source>
        <translation>这次运行中没有符合的张量。</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>step {step} of {count}, pass {pass_}</source>
        <translation>第 {step} 步，共 {count} 步，第 {pass_} 遍反向传播</translation>
    </message>
    <message>
        <source>step {step} of {count}</source>
        <translation>第 {step} 步，共 {count} 步</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>1 pass</source>
        <translation>共 1 遍</translation>
    </message>
    <message>
        <source>{count} passes</source>
        <translation>共 {count} 遍</translation>
    </message>
    <message>
        <source>Pass {number}</source>
        <translation>第 {number} 遍</translation>
    </message>
    <message>
        <source>The steps of a run appear here.</source>
        <translation>运行的每一步会显示在这里。</translation>
    </message>
    <message>
        <source>Hidden until you have answered</source>
        <translation>回答之后才显示</translation>
    </message>
    <message>
        <source>Printed: {text}</source>
        <translation>输出：{text}</translation>
    </message>
    <message>
        <source>Cell in line {line}: {title}</source>
        <translation>第 {line} 行的单元：{title}</translation>
    </message>
    <message>
        <source>Cell in line {line}</source>
        <translation>第 {line} 行的单元</translation>
    </message>
    <message>
        <source>■ the script computes a tensor</source>
        <translation>■ 脚本计算一个张量</translation>
    </message>
    <message>
        <source>◆ the script changes a gradient</source>
        <translation>◆ 脚本改动一个梯度</translation>
    </message>
    <message>
        <source>▶ a backward pass starts; its number stands beside it</source>
        <translation>▶ 一遍反向传播开始，旁边是它的编号</translation>
    </message>
    <message>
        <source>● a node of the pass runs</source>
        <translation>● 这一遍中的一个节点运行</translation>
    </message>
    <message>
        <source>· something was printed</source>
        <translation>· 有输出</translation>
    </message>
    <message>
        <source>✕ an error was raised</source>
        <translation>✕ 出现错误</translation>
    </message>
    <message>
        <source>• a breakpoint stops here</source>
        <translation>• 断点停在这里</translation>
    </message>
    <message>
        <source>┊ a cell of the script begins</source>
        <translation>┊ 脚本的一个单元开始</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>The script</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>Write PyTorch here, or change what is there. After a run, values stand beside their lines, and errors at their place.</source>
        <translation>在这里编写 PyTorch，或修改已有的代码。运行之后，数值显示在各行旁边，错误显示在出错的位置。</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>{run} runs the script from the beginning, in a process of its own: an endless loop costs a run, never your work.</source>
        <translation>{run} 从头运行脚本。脚本在单独的进程里运行：即使陷入死循环，也只损失这次运行，不会丢失你的工作。</translation>
    </message>
    <message>
        <source>The graph</source>
        <translation>计算图</translation>
    </message>
    <message>
        <source>Each card is a tensor: its name, its value and, after ∂, its gradient. Arrows lead from what a tensor was made of to the tensor. Click a card to look closer.</source>
        <translation>每张卡片是一个张量：名称、数值，以及 ∂ 后面的梯度。箭头从用来计算的张量指向算出的张量。点击卡片可以细看。</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>前进一步</translation>
    </message>
    <message>
        <source>{step} goes on by one step, {step_back} goes back. Try it now: gradients cross the edges, and the line under the graph says what happens.</source>
        <translation>{step} 前进一步，{step_back} 后退一步。现在就试试：梯度穿过一条条边，图下方的一行文字说明发生了什么。</translation>
    </message>
    <message>
        <source>The inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>All about the selected card, or the one of the step: its numbers, and what adds up to its gradient.</source>
        <translation>所选卡片或当前步骤卡片的全部信息：它的数值，以及梯度由哪些贡献相加而成。</translation>
    </message>
    <message>
        <source>The timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Every step of the run; click or drag to go to one. The gallery, {gallery}, has more scripts, and {keys} shows all keys.</source>
        <translation>一次运行的每一步，点击或拖动即可前往。示例库（{gallery}）里有更多脚本，{keys} 显示全部按键。</translation>
    </message>
</context>
<context>
    <name>ValueEditor</name>
    <message>
        <source>column</source>
        <translation>列</translation>
    </message>
    <message>
        <source>row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Add a column (Alt+Right)</source>
        <translation>添加一列（Alt+Right）</translation>
    </message>
    <message>
        <source>Remove the column (Alt+Left)</source>
        <translation>删除这一列（Alt+Left）</translation>
    </message>
    <message>
        <source>Add a row (Alt+Down)</source>
        <translation>添加一行（Alt+Down）</translation>
    </message>
    <message>
        <source>Remove the row (Alt+Up)</source>
        <translation>删除这一行（Alt+Up）</translation>
    </message>
    <message>
        <source>“{text}” is not a number.</source>
        <translation>“{text}”不是数。</translation>
    </message>
</context>
<context>
    <name>ValueGestures</name>
    <message>
        <source>Values of {name}</source>
        <translation>{name} 的数值</translation>
    </message>
    <message>
        <source>This tensor has no numbers.</source>
        <translation>这个张量里没有数。</translation>
    </message>
    <message>
        <source>Only a number, a vector or a matrix can be written as numbers.</source>
        <translation>只有标量、向量和矩阵才能逐个填写数值。</translation>
    </message>
    <message>
        <source>What this tensor holds are no whole or floating-point numbers.</source>
        <translation>这个张量里的元素既不是整数也不是浮点数。</translation>
    </message>
    <message>
        <source>This tensor is too large to be written as numbers.</source>
        <translation>这个张量太大，无法逐个写成数字。</translation>
    </message>
    <message>
        <source>This tensor is too large for a seed to be written.</source>
        <translation>这个张量太大，无法写出起始梯度。</translation>
    </message>
    <message>
        <source>Seed of the pass from {name}</source>
        <translation>从 {name} 开始反向传播的起始梯度</translation>
    </message>
</context>
<context>
    <name>WalkController</name>
    <message>
        <source>Select a card that a line of the script has made first.</source>
        <translation>请先选中一张由脚本中某一行产生的卡片。</translation>
    </message>
    <message>
        <source>No breakpoint at {where} any more.</source>
        <translation>{where} 不再有断点。</translation>
    </message>
    <message>
        <source>Breakpoint at {where}.</source>
        <translation>断点：{where}。</translation>
    </message>
    <message>
        <source>Breakpoint at {where}, but this run has no step there.</source>
        <translation>断点：{where}，但这次运行在那里没有步骤。</translation>
    </message>
    <message>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>the node of {card}</source>
        <translation>{card} 的节点</translation>
    </message>
    <message>
        <source>Speed: {speed}</source>
        <translation>速度：{speed}</translation>
    </message>
</context>
<context>
    <name>Walker</name>
    <message>
        <source>No call, iteration, loop or pass goes on after this step.</source>
        <translation>这一步之后，没有还在进行的调用、迭代、循环或反向传播。</translation>
    </message>
    <message>
        <source>No breakpoint was met: this is the end.</source>
        <translation>没有遇到断点：这里是末尾。</translation>
    </message>
    <message>
        <source>No breakpoint was met: this is the beginning.</source>
        <translation>没有遇到断点：这里是开头。</translation>
    </message>
    <message>
        <source>No step after this one is at line {line}.</source>
        <translation>在这之后没有一步在第 {line} 行。</translation>
    </message>
    <message>
        <source>Line {line} is not as it was run. Press Run first.</source>
        <translation>第 {line} 行与运行时不同。请先运行。</translation>
    </message>
    <message>
        <source>The node of {card} does not run after this step.</source>
        <translation>在这一步之后，{card} 的节点不再运行。</translation>
    </message>
    <message>
        <source>{grad} does not change after this step.</source>
        <translation>在这一步之后，{grad} 不再改变。</translation>
    </message>
    <message>
        <source>{grad} does not become non-zero after this step.</source>
        <translation>在这一步之后，{grad} 不会变得不为零。</translation>
    </message>
    <message>
        <source>{grad} does not become nan after this step.</source>
        <translation>在这一步之后，{grad} 不会变成 nan。</translation>
    </message>
    <message>
        <source>No value or gradient newly becomes nan or infinite after this step.</source>
        <translation>在这一步之后，没有值或梯度新变成 nan 或无穷。</translation>
    </message>
    <message>
        <source>Nothing has written {grad} by this step.</source>
        <translation>到这一步为止，还没有什么写过 {grad}。</translation>
    </message>
    <message>
        <source>This step has written {grad}.</source>
        <translation>正是这一步写了 {grad}。</translation>
    </message>
    <message>
        <source>Step {step} has written {grad} last.</source>
        <translation>最后写 {grad} 的是第 {step} 步。</translation>
    </message>
    <message>
        <source>{card} came from: {cards}</source>
        <translation>{card} 来自：{cards}</translation>
    </message>
    <message>
        <source>{card} was computed from no other tensor.</source>
        <translation>{card} 不是由别的张量算出的。</translation>
    </message>
    <message>
        <source>{card} goes to: {cards}</source>
        <translation>{card} 去往：{cards}</translation>
    </message>
    <message>
        <source>Nothing was computed from {card} yet.</source>
        <translation>还没有什么由 {card} 算出。</translation>
    </message>
    <message>
        <source>Select a card of the graph first.</source>
        <translation>请先在图中选中一张卡片。</translation>
    </message>
</context>
<context>
    <name>WhyView</name>
    <message>
        <source>Find out why the gradient is as it is</source>
        <translation>查明梯度为什么是这样</translation>
    </message>
    <message>
        <source>Find out where the first number that is not finite came from</source>
        <translation>查明第一个 nan 或无穷大的数从何而来</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
    <message>
        <source>Why no gradient?</source>
        <translation>为什么没有梯度？</translation>
    </message>
    <message>
        <source>Why is some of it 0?</source>
        <translation>为什么其中有 0？</translation>
    </message>
    <message>
        <source>Why is {name}.grad None?</source>
        <translation>为什么 {name}.grad 是 None？</translation>
    </message>
    <message>
        <source>Why so small?</source>
        <translation>为什么这么小？</translation>
    </message>
    <message>
        <source>Why so large?</source>
        <translation>为什么这么大？</translation>
    </message>
    <message>
        <source>over</source>
        <translation>经过</translation>
    </message>
    <message>
        <source>Go to step {step}</source>
        <translation>转到第 {step} 步</translation>
    </message>
</context>
<context>
    <name>WindowTitle</name>
    <message>
        <source>{name}[*] - Gradwalk</source>
        <translation>{name}[*] - Gradwalk</translation>
    </message>
</context>
<context>
    <name>about</name>
    <message>
        <source>Gradwalk {version} makes automatic differentiation visible: it runs a script, draws its computational graph and steps through its backward passes.</source>
        <translation>Gradwalk {version} 让自动微分看得见：运行脚本，画出计算图，并逐步走过每一次反向传播。</translation>
    </message>
    <message>
        <source>About Gradwalk</source>
        <translation>关于 Gradwalk</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>advice</name>
    <message>
        <source>Write “{plain}” instead of “{wrong}”.</source>
        <translation>把“{wrong}”写成“{plain}”。</translation>
    </message>
    <message>
        <source>Write the straight quote {plain}, not {wrong}.</source>
        <translation>请写直引号 {plain}，不要写 {wrong}。</translation>
    </message>
    <message>
        <source>The optimiser changes tensors that a later pass needs. Call step() after all passes, or compute anew what the later pass starts from.</source>
        <translation>优化器改写了后面的反向传播还需要的张量。请在所有反向传播之后再调用 step()，或者重新计算后一次反向传播的起点。</translation>
    </message>
    <message>
        <source>The backward pass needs a value that the script has overwritten. Change a copy: write y = y.clone() before, or use torch.where.</source>
        <translation>反向传播需要的数值被脚本覆盖了。请改写副本：先写 y = y.clone()，或改用 torch.where。</translation>
    </message>
    <message>
        <source>Python cannot read this line. Put # in front of text that is not code.</source>
        <translation>Python 读不懂这一行。不是代码的文字，请在前面加上 #。</translation>
    </message>
    <message>
        <source>Leave out &gt;&gt;&gt; and the lines that Python printed. When such text is pasted, they are left out.</source>
        <translation>去掉 &gt;&gt;&gt; 和 Python 输出的那些行。粘贴这样的文字时会自动去掉它们。</translation>
    </message>
    <message>
        <source>Add what closes it: a bracket or a quotation mark.</source>
        <translation>补上与它配对的括号或引号。</translation>
    </message>
    <message>
        <source>End the line with a colon, and indent the lines that belong to it.</source>
        <translation>在行末加上冒号，并缩进属于它的各行。</translation>
    </message>
    <message>
        <source>Write elif instead of else if.</source>
        <translation>把 else if 写成 elif。</translation>
    </message>
    <message>
        <source>This word belongs inside a function or a loop: indent it into one, or leave it out.</source>
        <translation>这个词只能出现在函数或循环里：把它缩进到里面，或者删掉它。</translation>
    </message>
    <message>
        <source>The line has too many nested operations or brackets. Give parts of it names in lines of their own.</source>
        <translation>这一行的运算或括号嵌套得太深。把其中一些部分单独写成一行，并给它们起名字。</translation>
    </message>
    <message>
        <source>Type quotation marks, commas and brackets in half width: &quot; &apos; , ( ). Names are made of letters, digits and _.</source>
        <translation>引号、逗号和括号请用半角输入：&quot; &apos; , ( )。名称由字母、数字和 _ 组成。</translation>
    </message>
    <message>
        <source>There is a character that cannot be seen, or a wide space. Delete it, and write plain spaces.</source>
        <translation>这里有一个看不见的字符，或一个全角空格。请删掉它，改用普通空格。</translation>
    </message>
    <message>
        <source>Indent all lines of a block alike, with four spaces and without tabs.</source>
        <translation>同一代码块的各行缩进要一致：用四个空格，不用制表符。</translation>
    </message>
    <message>
        <source>What belongs to a line that ends with a colon stands below it, each line indented by four spaces.</source>
        <translation>属于以冒号结尾的那一行的内容写在它下面，每行缩进四个空格。</translation>
    </message>
    <message>
        <source>Scripts here can import torch, numpy and Python&apos;s standard library. Leave this import out: Gradwalk itself draws the graph and the values.</source>
        <translation>这里的脚本可以导入 torch、numpy 和 Python 标准库。请去掉这个导入：计算图和数值由 Gradwalk 自己画出。</translation>
    </message>
    <message>
        <source>Scripts here can import torch, numpy and Python&apos;s standard library. Leave out this import and what is done with it.</source>
        <translation>这里的脚本可以导入 torch、numpy 和 Python 标准库。请去掉这个导入，以及用到它的地方。</translation>
    </message>
    <message>
        <source>Gradwalk does not have this part of torch. Write `import torch` and use what it has: torch. and a name.</source>
        <translation>Gradwalk 没有 torch 的这一部分。请写 `import torch`，再用 torch. 加名称来使用已有的功能。</translation>
    </message>
    <message>
        <source>Check the spelling, or write it with operations that are there.</source>
        <translation>请检查拼写，或改用已有的运算来写。</translation>
    </message>
    <message>
        <source>The script gave the name torch to something else. Choose another name for that.</source>
        <translation>脚本把 torch 这个名称给了别的东西。请为它另取一个名称。</translation>
    </message>
    <message>
        <source>Give the name a value before this line, or check its spelling.</source>
        <translation>请在这一行之前给这个名称赋值，或检查拼写。</translation>
    </message>
    <message>
        <source>Reduce it to one number, as in {tensor}.sum().backward(), or give every number a weight: {tensor}.backward(torch.ones_like({tensor})).</source>
        <translation>把它变成一个数，例如 {tensor}.sum().backward()；或者给每个数一个权重：{tensor}.backward(torch.ones_like({tensor}))。</translation>
    </message>
    <message>
        <source>Whole numbers have no slope. Write numbers as in 3.0, or dtype=torch.float32.</source>
        <translation>整数没有斜率。请写成 3.0 这样的小数，或加上 dtype=torch.float32。</translation>
    </message>
    <message>
        <source>Give the call of the first pass retain_graph=True, or compute {tensor} anew in between.</source>
        <translation>在第一次反向传播的调用中加上 retain_graph=True，或者在两次之间重新计算 {tensor}。</translation>
    </message>
    <message>
        <source>backward() returns one value for each argument of forward() without ctx: a gradient of the shape of that argument, or None.</source>
        <translation>backward() 要为 forward() 除 ctx 以外的每个参数各返回一个值：形状与该参数相同的梯度，或者 None。</translation>
    </message>
    <message>
        <source>PyTorch has no derivative of this operation. Use another one, such as / for //, or write x.detach() for what it takes, so that no gradient goes there.</source>
        <translation>PyTorch 没有这个运算的导数。请换用别的运算，例如用 / 代替 //，或者把它的输入写成 x.detach()，使梯度不往那里走。</translation>
    </message>
    <message>
        <source>This matrix has no inverse: some of its rows follow from others. Add a little to its diagonal, as in A + 1e-3 * torch.eye(len(A)), or use torch.linalg.pinv.</source>
        <translation>这个矩阵没有逆：它有些行可由其他行得到。请在对角线上加一点，例如 A + 1e-3 * torch.eye(len(A))，或者用 torch.linalg.pinv。</translation>
    </message>
    <message>
        <source>The matrix must be symmetric, with positive eigenvalues only, as A @ A.T + 1e-3 * torch.eye(len(A)) is.</source>
        <translation>矩阵必须对称，且特征值全为正，例如 A @ A.T + 1e-3 * torch.eye(len(A))。</translation>
    </message>
    <message>
        <source>Compare the shapes: the cards show them, and so does print(x.shape) in front of this line.</source>
        <translation>请比较形状：卡片上就有，在这一行前面加上 print(x.shape) 也能看到。</translation>
    </message>
    <message>
        <source>There is no argument of this name here. Check its spelling.</source>
        <translation>这里没有这个名称的参数。请检查拼写。</translation>
    </message>
    <message>
        <source>It can be called in the ways listed above, and none takes these arguments. Compare how many there are, and of which kinds.</source>
        <translation>上面列出了它的几种调用方式，没有一种接受这些参数。请对照参数的个数和类型。</translation>
    </message>
    <message>
        <source>Both tensors need the same dtype. What comes from numpy is mostly float64: write x.float() for it.</source>
        <translation>两个张量的 dtype 必须相同。来自 numpy 的数大多是 float64：请写 x.float()。</translation>
    </message>
    <message>
        <source>This needs floating-point numbers: write x.float(), or numbers as in 3.0.</source>
        <translation>这里需要浮点数：请写 x.float()，或者把数写成 3.0 这样的小数。</translation>
    </message>
    <message>
        <source>The numbers of classes are whole numbers: write target.long() for them.</source>
        <translation>类别编号必须是整数：请写 target.long()。</translation>
    </message>
    <message>
        <source>Classes count from 0: each target is less than the number of classes that the model has outputs for.</source>
        <translation>类别从 0 开始编号：每个目标都必须小于模型输出的类别数。</translation>
    </message>
    <message>
        <source>All rows of a tensor have the same length: compare those of the lists.</source>
        <translation>张量各行的长度必须相同：请检查这些列表的长度。</translation>
    </message>
    <message>
        <source>An optimiser changes leaves. Give it the tensors that the others are computed from, such as net.parameters().</source>
        <translation>优化器只能更新叶子张量。请把算出其他张量的那些张量交给它，例如 net.parameters()。</translation>
    </message>
    <message>
        <source>Only tensors have gradients. Make one, as in torch.tensor(3.0, requires_grad=True).</source>
        <translation>只有张量才有梯度。请创建一个张量，例如 torch.tensor(3.0, requires_grad=True)。</translation>
    </message>
    <message>
        <source>The function calls itself too often: Python allows some 1,000 nested calls. Let it end sooner, or write a loop.</source>
        <translation>函数调用自身的层数太多：Python 只允许大约 1,000 层。请让它早些结束，或改写成循环。</translation>
    </message>
    <message>
        <source>Leave it out, and set a breakpoint here with F9: F5 goes to it, even after the run has ended.</source>
        <translation>删掉它，改用 F9 在这里设置断点：按 F5 会走到断点，运行结束之后也可以。</translation>
    </message>
    <message>
        <source>What stands in front of the bracket is no function. Maybe a * is missing there, or the script gave the function&apos;s name to something else.</source>
        <translation>括号前面的不是函数。可能漏写了 *，或者脚本把这个函数的名字给了别的东西。</translation>
    </message>
    <message>
        <source>That is a method: call it with round brackets, as in x.size(0).</source>
        <translation>这是一个方法：请用圆括号调用它，例如 x.size(0)。</translation>
    </message>
    <message>
        <source>A file is looked for in the folder that the script is saved in. Save the script beside it, or write the whole path of the file.</source>
        <translation>文件在脚本所在的文件夹里寻找。把脚本保存到文件旁边，或者写出文件的完整路径。</translation>
    </message>
    <message>
        <source>Everything is computed on the CPU here. Leave out what moves tensors.</source>
        <translation>这里的一切都在 CPU 上计算。去掉把张量移到别处的代码。</translation>
    </message>
    <message>
        <source>A condition has one answer, and the tensor has one for each number. Ask (x &gt; 0).all() or (x &gt; 0).any().</source>
        <translation>条件只能有一个答案，而这个张量的每个数各有一个。请写 (x &gt; 0).all() 或 (x &gt; 0).any()。</translation>
    </message>
    <message>
        <source>Take one number of it, as in x[0] or x.sum(), or all of them with x.tolist().</source>
        <translation>取其中一个数，例如 x[0] 或 x.sum()，或者用 x.tolist() 取出全部。</translation>
    </message>
    <message>
        <source>Indices count from 0: the last one is the size less 1, or -1.</source>
        <translation>下标从 0 开始：最后一个是长度减 1，也可以写 -1。</translation>
    </message>
    <message>
        <source>Dimensions count from 0: the last one is x.ndim - 1, or -1.</source>
        <translation>维度从 0 开始编号：最后一维是 x.ndim - 1，也可以写 -1。</translation>
    </message>
    <message>
        <source>No gradient can flow from here. Call requires_grad_(True) on the input before computing with it, and do not cut it off by detach or no_grad.</source>
        <translation>梯度无法从这里流回去。请在计算之前对输入调用 requires_grad_(True)，也不要用 detach 或 no_grad 把它切断。</translation>
    </message>
    <message>
        <source>Probably {meant} is meant.</source>
        <translation>这里要写的可能是 {meant}。</translation>
    </message>
    <message>
        <source>That is line {line} of {file}, which is imported here.</source>
        <translation>出错的是在这里导入的 {file} 的第 {line} 行。</translation>
    </message>
    <message>
        <source>There is no argument {name} here. Do you mean {meant}?</source>
        <translation>这里没有参数 {name}。是不是想写 {meant}？</translation>
    </message>
    <message>
        <source>Do you mean “{meant}” instead of “{wrong}”? Put # in front of text that is not code.</source>
        <translation>是不是想写“{meant}”，而不是“{wrong}”？不是代码的文字，请在前面加 #。</translation>
    </message>
    <message>
        <source>Write `{code}` at the beginning of the script.</source>
        <translation>请在脚本开头写 `{code}`。</translation>
    </message>
    <message>
        <source>Change it inside `with torch.no_grad():`, or make a new tensor: y = x + 1 instead of x += 1.</source>
        <translation>请在 `with torch.no_grad():` 里修改它，或生成新张量：写 y = x + 1，而不是 x += 1。</translation>
    </message>
    <message>
        <source>The backward pass needs a value that the script has overwritten. Make a new tensor: y = y + 1 instead of y += 1.</source>
        <translation>反向传播需要的数值被脚本覆盖了。请生成新张量：写 y = y + 1，而不是 y += 1。</translation>
    </message>
    <message>
        <source>Ask only for gradients of tensors that the output was computed from.</source>
        <translation>只能对参与了输出计算的张量求梯度。</translation>
    </message>
    <message>
        <source>A gradient is None until the first backward pass. Call backward() before.</source>
        <translation>在第一次反向传播之前，梯度是 None。请先调用 backward()。</translation>
    </message>
    <message>
        <source>Write x.detach().numpy(): arrays of numpy take no part in the graph.</source>
        <translation>请写 x.detach().numpy()：numpy 数组不属于计算图。</translation>
    </message>
    <message>
        <source>A script may use 2 GB of memory. Use smaller tensors.</source>
        <translation>脚本最多可用 2 GB 内存。请用小一些的张量。</translation>
    </message>
    <message>
        <source>Write the value into the script instead of asking for it.</source>
        <translation>请把数值直接写进脚本，而不是向用户询问。</translation>
    </message>
</context>
<context>
    <name>builder</name>
    <message>
        <source>set the seed {subject}</source>
        <translation>设置起始梯度 {subject}</translation>
    </message>
    <message>
        <source>add {subject}</source>
        <translation>添加 {subject}</translation>
    </message>
    <message>
        <source>apply {subject}</source>
        <translation>应用 {subject}</translation>
    </message>
    <message>
        <source>insert {subject}</source>
        <translation>插入 {subject}</translation>
    </message>
    <message>
        <source>bypass {subject}</source>
        <translation>绕过 {subject}</translation>
    </message>
    <message>
        <source>change the value {subject}</source>
        <translation>修改数值 {subject}</translation>
    </message>
    <message>
        <source>change to {subject}</source>
        <translation>改为 {subject}</translation>
    </message>
    <message>
        <source>swap the operands of {subject}</source>
        <translation>交换 {subject} 的操作数</translation>
    </message>
    <message>
        <source>take {subject} instead</source>
        <translation>改用 {subject}</translation>
    </message>
    <message>
        <source>let {subject} require a gradient</source>
        <translation>让 {subject} 需要梯度</translation>
    </message>
    <message>
        <source>let {subject} require no gradient</source>
        <translation>让 {subject} 不需要梯度</translation>
    </message>
    <message>
        <source>detach {subject}</source>
        <translation>分离 {subject}</translation>
    </message>
    <message>
        <source>attach {subject}</source>
        <translation>重新连接 {subject}</translation>
    </message>
    <message>
        <source>no gradients for {subject}</source>
        <translation>不记录 {subject} 的梯度</translation>
    </message>
    <message>
        <source>gradients again for {subject}</source>
        <translation>恢复记录 {subject} 的梯度</translation>
    </message>
    <message>
        <source>name {subject}</source>
        <translation>命名 {subject}</translation>
    </message>
    <message>
        <source>inline {subject}</source>
        <translation>内联 {subject}</translation>
    </message>
    <message>
        <source>rename {subject}</source>
        <translation>重命名 {subject}</translation>
    </message>
    <message>
        <source>duplicate {subject}</source>
        <translation>复制 {subject}</translation>
    </message>
    <message>
        <source>remove {subject}</source>
        <translation>删除 {subject}</translation>
    </message>
    <message>
        <source>backward from {subject}</source>
        <translation>从 {subject} 反向传播</translation>
    </message>
    <message>
        <source>set {subject}</source>
        <translation>设置 {subject}</translation>
    </message>
    <message>
        <source>zero the gradient of {subject}</source>
        <translation>{subject} 的梯度清零</translation>
    </message>
    <message>
        <source>drop the gradient of {subject}</source>
        <translation>丢弃 {subject} 的梯度</translation>
    </message>
    <message>
        <source>print {subject}</source>
        <translation>打印 {subject}</translation>
    </message>
    <message>
        <source>The script cannot be read as Python: {message}. Put that right first; nothing was changed.</source>
        <translation>脚本不是合法的 Python：{message}。请先改正；没有做任何修改。</translation>
    </message>
    <message>
        <source>The script has changed since this graph was recorded. Run it (Ctrl+Enter), then try again.</source>
        <translation>记录这张图之后脚本又改过了。请先运行（Ctrl+Enter），再试一次。</translation>
    </message>
    <message>
        <source>This expression stands in an f-string. Edit it in the script.</source>
        <translation>这个表达式在 f-string 里。请在脚本中修改。</translation>
    </message>
    <message>
        <source>That cannot be done to this card.</source>
        <translation>不能对这张卡片这样做。</translation>
    </message>
    <message>
        <source>That cannot be put on an edge.</source>
        <translation>它不能放到边上。</translation>
    </message>
    <message>
        <source>{name} is not written in the expression itself, so it cannot be changed here.</source>
        <translation>{name} 没有直接写在这个表达式里，所以不能在这里修改。</translation>
    </message>
    <message>
        <source>{name} belongs to a function or a loop, and is not known outside of it.</source>
        <translation>{name} 属于某个函数或循环，在它外面无法使用。</translation>
    </message>
    <message>
        <source>{message}. Check the spelling.</source>
        <translation>{message}。请检查拼写。</translation>
    </message>
    <message>
        <source>Only floating-point tensors can require a gradient; this one holds {dtype} numbers.</source>
        <translation>只有浮点张量才能需要梯度；这个张量的类型是 {dtype}。</translation>
    </message>
    <message>
        <source>Only a tensor that is made, not computed, can be asked for this. A computed one requires a gradient when what it is computed from does.</source>
        <translation>只能对直接创建的张量这样要求。计算得到的张量是否需要梯度，取决于它的输入。</translation>
    </message>
    <message>
        <source>A tensor of shape {shape} has no gradient by itself: it needs a seed.</source>
        <translation>形状为 {shape} 的张量不能直接反向传播：需要一个起始梯度。</translation>
    </message>
    <message>
        <source>This tensor does not require a gradient, and nothing that it is computed from does. Turn on “Requires gradient” for a tensor first.</source>
        <translation>这个张量及其所有输入都不需要梯度。请先对某个张量打开“需要梯度”。</translation>
    </message>
    <message>
        <source>{name} has no gradient when the script ends: a backward pass gives it one.</source>
        <translation>脚本结束时 {name} 没有梯度：先做一次反向传播，它才会有梯度。</translation>
    </message>
    <message>
        <source>{name} is computed from this card: it would have to be there before itself.</source>
        <translation>{name} 是由这张卡片计算出来的：这样它就得先于自己存在。</translation>
    </message>
    <message>
        <source>{name} is only made further down in the script.</source>
        <translation>{name} 在脚本中更靠后的地方才生成。</translation>
    </message>
    <message>
        <source>“{name}” cannot be a name: letters, digits and _ only, and no digit in front.</source>
        <translation>“{name}”不能用作名字：只能包含字母、数字和 _，且不能以数字开头。</translation>
    </message>
    <message>
        <source>“{name}” is a word of Python itself.</source>
        <translation>“{name}”是 Python 的关键字。</translation>
    </message>
    <message>
        <source>“{name}” is a function of Python, which the new name would hide.</source>
        <translation>“{name}”是 Python 自带的名字，新名字会把它遮住。</translation>
    </message>
    <message>
        <source>“{name}” is how the script calls torch, which the new name would hide.</source>
        <translation>“{name}”是脚本中 torch 的名字，新名字会把它遮住。</translation>
    </message>
    <message>
        <source>There is a “{name}” in the script already.</source>
        <translation>脚本里已经有“{name}”了。</translation>
    </message>
    <message>
        <source>“{name}” is also written as an attribute, or as the name of an argument, and would keep its old name there. Rename it in the script.</source>
        <translation>“{name}” 还被写作属性或参数名，在那些地方会保留旧名字。请在脚本里改名。</translation>
    </message>
    <message>
        <source>The tensor is changed in place further on: nothing can come in between.</source>
        <translation>这个张量之后会被原地修改：中间不能再插入别的内容。</translation>
    </message>
    <message>
        <source>Something in between changes {name}: the script would compute something else.</source>
        <translation>中间有语句改变了 {name}:这样改脚本的结果就不一样了。</translation>
    </message>
    <message>
        <source>This expression runs later, several times or only sometimes, so it cannot get a name in front of its line. Write it in a line of its own first.</source>
        <translation>这个表达式以后才运行，或者运行多次，或者有时不运行，所以不能在它那一行之前给它起名字。先把它单独写成一行。</translation>
    </message>
    <message>
        <source>{name} returns what is made from this, and its class needs {name}. Bypass what uses it there, or change {name} in the script.</source>
        <translation>{name} 返回由它得到的结果，而它的类需要 {name}。请在那里绕过用到它的运算，或在脚本中修改 {name}。</translation>
    </message>
    <message>
        <source>The loop in line {line} would never end: nothing in it would change what it waits for.</source>
        <translation>第 {line} 行的循环将永远不会结束：循环中不再有什么会改变它所等待的条件。</translation>
    </message>
    <message>
        <source>A backward pass begins at {name}: without a graph it would fail. Remove the pass first.</source>
        <translation>有一次反向传播从 {name} 开始：没有计算图它就会失败。请先移除这次反向传播。</translation>
    </message>
    <message>
        <source>This card was not made by detach().</source>
        <translation>这张卡片不是由 detach() 得到的。</translation>
    </message>
    <message>
        <source>This card takes no other that could be used in its place.</source>
        <translation>这张卡片没有取用可以代替它的其他卡片。</translation>
    </message>
    <message>
        <source>There is no operation on tensors here that could become this one.</source>
        <translation>这里没有可以改成它的张量运算。</translation>
    </message>
    <message>
        <source>This card takes nothing that could be detached.</source>
        <translation>这张卡片没有取用可以分离的卡片。</translation>
    </message>
    <message>
        <source>These numbers are computed: change those that they are computed from.</source>
        <translation>这些数是计算出来的：请修改它们所依据的数。</translation>
    </message>
    <message>
        <source>This card has no name that stands for its expression alone.</source>
        <translation>这张卡片没有只代表它的表达式的名字。</translation>
    </message>
    <message>
        <source>This card has a name, or is part of another one.</source>
        <translation>这张卡片已有名字，或是另一张卡片的一部分。</translation>
    </message>
    <message>
        <source>This card is no value of an expression that could be written once more.</source>
        <translation>这张卡片不是某个可以再写一遍的表达式的值。</translation>
    </message>
    <message>
        <source>There is no name here that could be changed.</source>
        <translation>这里没有可以更改的名字。</translation>
    </message>
    <message>
        <source>A gradient is asked for here already.</source>
        <translation>这里已经要求了梯度。</translation>
    </message>
    <message>
        <source>This card is not made from two operands that could be swapped.</source>
        <translation>这张卡片不是由两个可以交换的操作数得到的。</translation>
    </message>
    <message>
        <source>This line is in no block of no_grad by itself.</source>
        <translation>这一行不在单独的 no_grad 块中。</translation>
    </message>
    <message>
        <source>These cards are not made in lines of their own, one after the other.</source>
        <translation>这些卡片不是由前后相连、各自独立的行得到的。</translation>
    </message>
    <message>
        <source>The first one would have to be {shapes}.</source>
        <translation>第一个的形状应该是 {shapes}。</translation>
    </message>
    <message>
        <source>“{what}” is not expected here.</source>
        <translation>这里不应出现“{what}”。</translation>
    </message>
    <message>
        <source>This “{what}” is never closed.</source>
        <translation>这个“{what}”没有闭合。</translation>
    </message>
    <message>
        <source>The formula goes on here.</source>
        <translation>公式在这里还没有写完。</translation>
    </message>
    <message>
        <source>“{what}” means nothing in a formula.</source>
        <translation>“{what}”在公式里没有意义。</translation>
    </message>
    <message>
        <source>There is no “{what}” in the script.</source>
        <translation>脚本里没有“{what}”。</translation>
    </message>
    <message>
        <source>{what} is to be applied to something: {what}(x)</source>
        <translation>{what} 要作用于某个量：{what}(x)</translation>
    </message>
    <message>
        <source>The graph of the last change is not there yet. Nothing was changed; try again in a moment.</source>
        <translation>上一次改动的图还没有出现。什么都没有改；请稍后再试。</translation>
    </message>
    <message>
        <source>This would fit: {shapes}.</source>
        <translation>可以匹配的有：{shapes}。</translation>
    </message>
    <message>
        <source>No expression of the script made this card by itself: it comes from inside of a call, from a library or from exec.</source>
        <translation>脚本里没有单独得出这张卡片的表达式：它来自某次调用的内部、某个库或 exec。</translation>
    </message>
    <message>
        <source>The shapes {left} and {right} do not fit together in {operation}.</source>
        <translation>形状 {left} 与 {right} 不能一起用于 {operation}。</translation>
    </message>
    <message>
        <source>{operation} cannot take {kinds}. PyTorch says: {message}.</source>
        <translation>{operation} 不能接受 {kinds}。PyTorch 的说法：{message}。</translation>
    </message>
    <message>
        <source>{name} is used nowhere: there is no place to write its expression at.</source>
        <translation>{name} 没有在任何地方使用，没有位置可以写入它的表达式。</translation>
    </message>
    <message>
        <source>{name} gets another value further on, so it stands for no one expression.</source>
        <translation>{name} 后面又被赋了别的值，不再只代表这一个表达式。</translation>
    </message>
    <message>
        <source>{name} is used more than once, and computed anew each time it would not be the same tensor.</source>
        <translation>{name} 被多次使用；若每次重新计算，得到的就不是同一个张量了。</translation>
    </message>
    <message>
        <source>The script ends in an error, so this graph is of the run before. Put the error right first; nothing was changed.</source>
        <translation>脚本运行出错，因此这张图来自上一次运行。请先改正错误；没有做任何改动。</translation>
    </message>
    <message>
        <source>Line {line}, {code}: {text}</source>
        <translation>第 {line} 行，{code}：{text}</translation>
    </message>
    <message>
        <source>Line {line}: {text}</source>
        <translation>第 {line} 行：{text}</translation>
    </message>
    <message>
        <source>Did you mean {names}?</source>
        <translation>是不是想写 {names}?</translation>
    </message>
    <message>
        <source>{command}: {gesture}</source>
        <translation>{command}：{gesture}</translation>
    </message>
</context>
<context>
    <name>console</name>
    <message>
        <source>Line {line} was skipped: it is a command of a notebook.</source>
        <translation>第 {line} 行被跳过：它是笔记本的命令。</translation>
    </message>
    <message>
        <source>The script&apos;s process wrote this before it ended:</source>
        <translation>脚本的进程在结束前写下：</translation>
    </message>
    <message>
        <source>Recording ends here, after {count} steps: the script has done too much. It goes on unrecorded.</source>
        <translation>记录到此为止，共 {count} 步：脚本做的事太多。它会继续运行，但不再记录。</translation>
    </message>
</context>
<context>
    <name>cuts</name>
    <message>
        <source>detach</source>
        <translation>detach</translation>
    </message>
    <message>
        <source>no_grad</source>
        <translation>no_grad</translation>
    </message>
    <message>
        <source>no derivative</source>
        <translation>无导数</translation>
    </message>
    <message>
        <source>grad is a value</source>
        <translation>grad 只是数值</translation>
    </message>
    <message>
        <source>data is a value</source>
        <translation>data 只是数值</translation>
    </message>
    <message>
        <source>∂ is a value</source>
        <translation>∂ 只是数值</translation>
    </message>
</context>
<context>
    <name>describe</name>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>selected in the script</source>
        <translation>在脚本中选中</translation>
    </message>
    <message>
        <source>breakpoint</source>
        <translation>断点</translation>
    </message>
    <message>
        <source>shape {shape}</source>
        <translation>形状 {shape}</translation>
    </message>
    <message>
        <source>value {value}</source>
        <translation>值 {value}</translation>
    </message>
    <message>
        <source>gradient {gradient}</source>
        <translation>梯度 {gradient}</translation>
    </message>
    <message>
        <source>detached</source>
        <translation>已分离</translation>
    </message>
    <message>
        <source>changed in place since</source>
        <translation>此后被原地修改</translation>
    </message>
    <message>
        <source>state {state}</source>
        <translation>状态 {state}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>leaf</source>
        <translation>叶子</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>常量</translation>
    </message>
    <message>
        <source>result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>已折叠</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>未涉及</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>current</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>not made yet</source>
        <translation>尚未创建</translation>
    </message>
    <message>
        <source>{state} {arrived} of {awaited}</source>
        <translation>{state} {arrived}/{awaited}</translation>
    </message>
</context>
<context>
    <name>documents</name>
    <message>
        <source>Save the changes of {name}?</source>
        <translation>要保存对 {name} 的修改吗？</translation>
    </message>
    <message>
        <source>Otherwise they are lost.</source>
        <translation>否则这些修改会丢失。</translation>
    </message>
    <message>
        <source>{name} was changed by another program.</source>
        <translation>{name} 已被其他程序修改。</translation>
    </message>
    <message>
        <source>Saving replaces what is now in {path}. To keep both, save under another name.</source>
        <translation>保存会替换 {path} 现在的内容。要两者都保留，请另存为其他名字。</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>It declares that encoding, which has no {character} (line {line}).</source>
        <translation>脚本声明了这种编码，但该编码中没有 {character}（第 {line} 行）。</translation>
    </message>
    <message>
        <source>It declares that encoding, but Python could not read it so.</source>
        <translation>脚本声明了这种编码，但 Python 无法按它读取。</translation>
    </message>
    <message>
        <source>{name} cannot be saved in {encoding}.</source>
        <translation>无法以 {encoding} 编码保存 {name}。</translation>
    </message>
    <message>
        <source>{reason} In UTF-8 all of it can be saved; the script then declares that.</source>
        <translation>{reason}以 UTF-8 可以保存全部内容，脚本中的编码声明会随之更改。</translation>
    </message>
    <message>
        <source>Save in UTF-8</source>
        <translation>以 UTF-8 保存</translation>
    </message>
    <message>
        <source>Restore the unsaved changes of {name}?</source>
        <translation>要恢复 {name} 未保存的修改吗？</translation>
    </message>
    <message>
        <source>Gradwalk ended before they were saved. Restored, the script is shown and not run.</source>
        <translation>Gradwalk 在保存之前就结束了。恢复后，脚本只显示，不运行。</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>{name} cannot be opened.</source>
        <translation>无法打开 {name}。</translation>
    </message>
    <message>
        <source>{reason} The script is still in the editor: save it in another place.</source>
        <translation>{reason}脚本仍在编辑器中：请保存到别的位置。</translation>
    </message>
    <message>
        <source>{reason} The run is still shown: save it in another place.</source>
        <translation>{reason}这次运行仍显示在窗口里：请保存到别的位置。</translation>
    </message>
    <message>
        <source>{name} cannot be saved.</source>
        <translation>无法保存 {name}。</translation>
    </message>
    <message>
        <source>Open a script</source>
        <translation>打开脚本</translation>
    </message>
    <message>
        <source>Scripts, notebooks and recordings (*.py *.ipynb *.gradwalk)</source>
        <translation>脚本、笔记本和运行记录 (*.py *.ipynb *.gradwalk)</translation>
    </message>
    <message>
        <source>Save the script as</source>
        <translation>脚本另存为</translation>
    </message>
    <message>
        <source>Save the recording</source>
        <translation>保存运行记录</translation>
    </message>
    <message>
        <source>Recordings (*.gradwalk)</source>
        <translation>运行记录 (*.gradwalk)</translation>
    </message>
    <message>
        <source>Python scripts (*.py)</source>
        <translation>Python 脚本 (*.py)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>It is not there. It may have been moved, renamed or deleted.</source>
        <translation>它不在那里，可能已被移动、改名或删除。</translation>
    </message>
    <message>
        <source>Its folder is not there any more.</source>
        <translation>它所在的文件夹已经不在了。</translation>
    </message>
    <message>
        <source>You may not read it. Ask its owner, or change its permissions.</source>
        <translation>没有读取权限。请联系它的所有者，或修改权限。</translation>
    </message>
    <message>
        <source>It is no file. Choose a Python script.</source>
        <translation>它不是文件。请选择一个 Python 脚本。</translation>
    </message>
    <message>
        <source>It is too long for a script. Choose a Python script.</source>
        <translation>对脚本来说它太长了。请选择一个 Python 脚本。</translation>
    </message>
    <message>
        <source>It is not text in UTF-8: line {detail} cannot be read. Is it a Python script? If so, save it as UTF-8 in the program that wrote it, or write its encoding into its first line, such as # coding: gbk.</source>
        <translation>它不是 UTF-8 文本：第 {detail} 行无法读取。它是 Python 脚本吗？如果是，请在编写它的程序中存为 UTF-8，或者在第一行写明编码，例如 # coding: gbk。</translation>
    </message>
    <message>
        <source>It is text in UTF-16, in which Python reads no scripts. Save it as UTF-8 in the program that wrote it, such as Notepad on Windows, which asks for the encoding.</source>
        <translation>它是 UTF-16 文本，而 Python 不读 UTF-16 的脚本。请在编写它的程序中存为 UTF-8，例如 Windows 的记事本，另存为时可以选择编码。</translation>
    </message>
    <message>
        <source>It declares that it is in {detail}, but cannot be read so. Is it a Python script? If so, save it as UTF-8 in the program that wrote it.</source>
        <translation>它声明自己的编码是 {detail}，但无法按该编码读取。它是 Python 脚本吗？如果是，请在编写它的程序中存为 UTF-8。</translation>
    </message>
    <message>
        <source>It is no recording, or it is damaged. If you have its script, run that and save the recording again.</source>
        <translation>它不是运行记录，或者已经损坏。如果有它的脚本，请运行脚本，重新保存运行记录。</translation>
    </message>
    <message>
        <source>It was written by {detail}, whose recordings have another form. Run its script and save the recording again.</source>
        <translation>它由 {detail} 写成，那个版本的运行记录格式不同。请运行它的脚本，重新保存运行记录。</translation>
    </message>
    <message>
        <source>You may not write there.</source>
        <translation>没有那里的写入权限。</translation>
    </message>
    <message>
        <source>There is no room left on the disk.</source>
        <translation>磁盘空间已满。</translation>
    </message>
    <message>
        <source>The system says: {detail}.</source>
        <translation>系统提示：{detail}。</translation>
    </message>
</context>
<context>
    <name>explain</name>
    <message>
        <source>{sent} is made from what all outputs received: {to_shape}</source>
        <translation>{sent} 由各个输出收到的梯度共同得到：{to_shape}</translation>
    </message>
    <message>
        <source>{sent} is made from {arrived}: {from_shape} → {to_shape}</source>
        <translation>{sent} 由 {arrived} 得到：{from_shape} → {to_shape}</translation>
    </message>
    <message>
        <source>{sent} has the elements of {arrived} in another shape: {from_shape} → {to_shape}</source>
        <translation>{sent} 就是 {arrived} 的各元素，只是换了形状：{from_shape} → {to_shape}</translation>
    </message>
    <message>
        <source>{sent} repeats {arrived} for each element: {from_shape} → {to_shape}</source>
        <translation>{sent} 的每个元素都取 {arrived} 的对应值：{from_shape} → {to_shape}</translation>
    </message>
    <message>
        <source>summed over dimension {dims}: {from_shape} → {to_shape}</source>
        <translation>沿维度 {dims} 求和：{from_shape} → {to_shape}</translation>
    </message>
    <message>
        <source>summed over dimensions {dims}: {from_shape} → {to_shape}</source>
        <translation>沿维度 {dims} 求和：{from_shape} → {to_shape}</translation>
    </message>
    <message>
        <source>{shape}, changed in place since</source>
        <translation>{shape}，此后被原地修改</translation>
    </message>
    <message>
        <source>Freed by pass {number} when this node had run. Another pass through it raises an error, as its derivative needs them. With retain_graph=True they would stay.</source>
        <translation>这个节点运行之后，第 {number} 遍反向传播释放了它们。求导需要这些值，所以再次经过这里会报错。使用 retain_graph=True 可以保留它们。</translation>
    </message>
    <message>
        <source>A pass through this node raises an error: the derivative needs the values as they were before the change in place.</source>
        <translation>反向传播经过这个节点会报错：求导需要的是原地修改之前的值。</translation>
    </message>
    <message>
        <source>Pass {number} has run this node and kept them (retain_graph=True).</source>
        <translation>第 {number} 遍运行了这个节点，并保留了它们（retain_graph=True）。</translation>
    </message>
    <message>
        <source>Kept until a pass has run this node.</source>
        <translation>保留到反向传播运行这个节点为止。</translation>
    </message>
    <message>
        <source>Next: {node}. It is the only node that has all it waits for.</source>
        <translation>下一个：{node}。只有它等待的梯度已全部到达。</translation>
    </message>
    <message>
        <source>Next: {node}. AccumulateGrad goes before all others that are ready: {others}.</source>
        <translation>下一个：{node}。AccumulateGrad 先于其他所有就绪的节点：{others}。</translation>
    </message>
    <message>
        <source>Next: {node}. Of the nodes that are ready it was made last: its sequence number {sequence} is the highest. Also ready: {others}.</source>
        <translation>下一个：{node}。在就绪的节点中它最后创建，序号 {sequence} 最大。同样就绪的还有：{others}。</translation>
    </message>
    <message>
        <source>arrived {arrived} of {awaited}</source>
        <translation>已到达 {arrived}/{awaited}</translation>
    </message>
</context>
<context>
    <name>frames</name>
    <message>
        <source>Iteration {number}</source>
        <translation>第 {number} 次迭代</translation>
    </message>
    <message>
        <source>{call}, call {number}</source>
        <translation>{call}，第 {number} 次调用</translation>
    </message>
    <message>
        <source>1 card</source>
        <translation>1 张卡片</translation>
    </message>
    <message>
        <source>{count} cards</source>
        <translation>{count} 张卡片</translation>
    </message>
</context>
<context>
    <name>letters</name>
    <message>
        <source>the gradient that arrived</source>
        <translation>到达的梯度</translation>
    </message>
    <message>
        <source>{g}₁, {g}₂, … = the gradients of the outputs</source>
        <translation>{g}₁、{g}₂、… = 各个输出的梯度</translation>
    </message>
    <message>
        <source>{y}₁, {y}₂ = the outputs</source>
        <translation>{y}₁、{y}₂ = 各个输出</translation>
    </message>
    <message>
        <source>the places that each number was copied to</source>
        <translation>每个数被复制到的位置</translation>
    </message>
    <message>
        <source>the places that are no padding</source>
        <translation>不是填充的位置</translation>
    </message>
    <message>
        <source>the places that the input was put into</source>
        <translation>输入被放入的位置</translation>
    </message>
    <message>
        <source>the channel that comes to a place</source>
        <translation>来到该位置的通道</translation>
    </message>
    <message>
        <source>how much each row counts in its bag</source>
        <translation>每一行在其所属的袋中所占的分量</translation>
    </message>
    <message>
        <source>the bag of each row</source>
        <translation>每一行所属的袋</translation>
    </message>
    <message>
        <source>the places that were looked at</source>
        <translation>所取的位置</translation>
    </message>
    <message>
        <source>the places of what was taken</source>
        <translation>所取的数的位置</translation>
    </message>
    <message>
        <source>the rows of the numbers that are stored</source>
        <translation>所存的数所在的行</translation>
    </message>
    <message>
        <source>the columns of the numbers that are stored</source>
        <translation>所存的数所在的列</translation>
    </message>
    <message>
        <source>1 where a number is kept, and 0 where it is dropped</source>
        <translation>保留处为 1，丢弃处为 0</translation>
    </message>
    <message>
        <source>the matrix of averages of rows</source>
        <translation>对行取平均的矩阵</translation>
    </message>
    <message>
        <source>the matrix of averages of columns</source>
        <translation>对列取平均的矩阵</translation>
    </message>
    <message>
        <source>the number of classes</source>
        <translation>类别数</translation>
    </message>
    <message>
        <source>else</source>
        <translation>否则</translation>
    </message>
    <message>
        <source>then</source>
        <translation>然后</translation>
    </message>
    <message>
        <source>with</source>
        <translation>其中</translation>
    </message>
    <message>
        <source>at</source>
        <translation>在</translation>
    </message>
    <message>
        <source>for</source>
        <translation>当</translation>
    </message>
    <message>
        <source>or</source>
        <translation>或</translation>
    </message>
    <message>
        <source>-th smallest</source>
        <translation>第几小的</translation>
    </message>
    <message>
        <source>at the indices, else</source>
        <translation>在下标处，否则</translation>
    </message>
</context>
<context>
    <name>moving</name>
    <message>
        <source>Write what must be so, e.g. norm(grad) &gt; 10</source>
        <translation>写下必须成立的条件，例如 norm(grad) &gt; 10</translation>
    </message>
    <message>
        <source>This is longer than a condition may be.</source>
        <translation>条件不能这么长。</translation>
    </message>
    <message>
        <source>From here on it cannot be read.</source>
        <translation>从这里起无法读懂。</translation>
    </message>
    <message>
        <source>“{text}” is no name here. There are: {names}.</source>
        <translation>这里没有名称“{text}”。有：{names}。</translation>
    </message>
    <message>
        <source>“{text}” is no function here. There are: {functions}.</source>
        <translation>这里没有函数“{text}”。有：{functions}。</translation>
    </message>
    <message>
        <source>“{text}” is a function: {text}(grad).</source>
        <translation>“{text}”是函数：{text}(grad)。</translation>
    </message>
    <message>
        <source>“{text}” takes one thing: {text}(grad).</source>
        <translation>“{text}”只取一个参数：{text}(grad)。</translation>
    </message>
    <message>
        <source>“{text}” is not a number.</source>
        <translation>“{text}”不是数。</translation>
    </message>
    <message>
        <source>To compare, write == instead of =.</source>
        <translation>比较要写 ==，而不是 =。</translation>
    </message>
    <message>
        <source>Conditions have no such part: “{text}”.</source>
        <translation>条件里不能有这样的部分：“{text}”。</translation>
    </message>
    <message>
        <source>Column {column}: {text}</source>
        <translation>第 {column} 列：{text}</translation>
    </message>
</context>
<context>
    <name>names</name>
    <message>
        <source>{name} of line {line}</source>
        <translation>第 {line} 行的 {name}</translation>
    </message>
    <message>
        <source>changed through a view</source>
        <translation>通过视图修改</translation>
    </message>
    <message>
        <source>changed in memory</source>
        <translation>直接在内存中修改</translation>
    </message>
    <message>
        <source>{name} of line {line} in iteration {turn}</source>
        <translation>第 {line} 行第 {turn} 次迭代的 {name}</translation>
    </message>
    <message>
        <source>{name} in iteration {turn}</source>
        <translation>第 {turn} 次迭代的 {name}</translation>
    </message>
    <message>
        <source>a tensor {changed}</source>
        <translation>{changed}的张量</translation>
    </message>
    <message>
        <source>a parameter of {op}</source>
        <translation>{op} 的参数</translation>
    </message>
    <message>
        <source>the seed</source>
        <translation>起始梯度</translation>
    </message>
    <message>
        <source>a gradient</source>
        <translation>一个梯度</translation>
    </message>
    <message>
        <source>the result of {op}</source>
        <translation>{op} 的结果</translation>
    </message>
    <message>
        <source>the gradient of {tensor}</source>
        <translation>{tensor}的梯度</translation>
    </message>
    <message>
        <source>{node} of {leaf}</source>
        <translation>{leaf} 的 {node}</translation>
    </message>
    <message>
        <source>{taken} with {settings}</source>
        <translation>{taken}（{settings}）</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the parts of a list</comment>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>notes</name>
    <message>
        <source>skipped: a command of a notebook</source>
        <translation>已跳过：笔记本的命令</translation>
    </message>
</context>
<context>
    <name>numbers</name>
    <message>
        <source>{shape} numbers between {lowest} and {highest}</source>
        <translation>形状 {shape} 的数（从 {lowest} 到 {highest}）</translation>
    </message>
    <message>
        <source>{shape} numbers that are all {lowest}</source>
        <translation>形状 {shape} 的数（全是 {lowest}）</translation>
    </message>
    <message>
        <source>{lowest} to {highest}</source>
        <translation>{lowest} 到 {highest}</translation>
    </message>
    <message>
        <source>all {lowest}</source>
        <translation>全是 {lowest}</translation>
    </message>
    <message>
        <source>{shape} complex numbers</source>
        <translation>形状 {shape} 的复数</translation>
    </message>
    <message>
        <source>{shape} numbers, none of them finite</source>
        <translation>形状 {shape} 的数（都不是有限的数）</translation>
    </message>
    <message>
        <source>complex numbers</source>
        <translation>复数</translation>
    </message>
    <message>
        <source>none finite</source>
        <translation>都不是有限的数</translation>
    </message>
    <message>
        <source>{numbers} ({rest})</source>
        <translation>{numbers}（{rest}）</translation>
    </message>
    <message>
        <source>{count} numbers: lowest {lowest}, highest {highest}, mean {mean}</source>
        <translation>共 {count} 个数：最小 {lowest}，最大 {highest}，平均 {mean}</translation>
    </message>
    <message>
        <source>Only a sample of the {count} numbers was kept: lowest {lowest}, highest {highest}, mean {mean}</source>
        <translation>共 {count} 个数，只保留了一部分样本：最小 {lowest}，最大 {highest}，平均 {mean}</translation>
    </message>
    <message>
        <source>some of them {kind}</source>
        <translation>其中有 {kind}</translation>
    </message>
    <message>
        <source>{nan} of them nan, {inf} {infinite}</source>
        <translation>其中 {nan} 个 nan、{inf} 个 {infinite}</translation>
    </message>
    <message>
        <source>{count} of them {kind}</source>
        <translation>其中 {count} 个 {kind}</translation>
    </message>
</context>
<context>
    <name>palette</name>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Arithmetic</source>
        <translation>算术</translation>
    </message>
    <message>
        <source>Functions</source>
        <translation>函数</translation>
    </message>
    <message>
        <source>Reductions</source>
        <translation>归约</translation>
    </message>
    <message>
        <source>Linear algebra</source>
        <translation>线性代数</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>激活函数</translation>
    </message>
    <message>
        <source>Losses</source>
        <translation>损失函数</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>The numbers from 0 up, as a vector</source>
        <translation>从 0 开始的数组成的向量</translation>
    </message>
    <message>
        <source>One number, without dimensions</source>
        <translation>一个数，没有维度</translation>
    </message>
    <message>
        <source>A vector of given numbers</source>
        <translation>由给定的数组成的向量</translation>
    </message>
    <message>
        <source>A matrix of given numbers</source>
        <translation>由给定的数组成的矩阵</translation>
    </message>
    <message>
        <source>A vector of zeros</source>
        <translation>全零向量</translation>
    </message>
    <message>
        <source>A vector of ones</source>
        <translation>全一向量</translation>
    </message>
    <message>
        <source>Random numbers from 0 to 1, the same in every run</source>
        <translation>0 到 1 之间的随机数，每次运行都相同</translation>
    </message>
    <message>
        <source>Normal random numbers, the same in every run</source>
        <translation>正态分布的随机数，每次运行都相同</translation>
    </message>
    <message>
        <source>The sum of two tensors</source>
        <translation>两个张量之和</translation>
    </message>
    <message>
        <source>The difference of two tensors</source>
        <translation>两个张量之差</translation>
    </message>
    <message>
        <source>The product, element by element</source>
        <translation>逐元素相乘</translation>
    </message>
    <message>
        <source>The quotient, element by element</source>
        <translation>逐元素相除</translation>
    </message>
    <message>
        <source>a to the power of b</source>
        <translation>a 的 b 次幂</translation>
    </message>
    <message>
        <source>The opposite number</source>
        <translation>相反数</translation>
    </message>
    <message>
        <source>e to the power of a</source>
        <translation>e 的 a 次幂</translation>
    </message>
    <message>
        <source>The natural logarithm</source>
        <translation>自然对数</translation>
    </message>
    <message>
        <source>The square root</source>
        <translation>平方根</translation>
    </message>
    <message>
        <source>a times a</source>
        <translation>a 乘以 a</translation>
    </message>
    <message>
        <source>The number without its sign</source>
        <translation>绝对值</translation>
    </message>
    <message>
        <source>The sine</source>
        <translation>正弦</translation>
    </message>
    <message>
        <source>The cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>The tangent</source>
        <translation>正切</translation>
    </message>
    <message>
        <source>The same numbers, cut off from their gradients</source>
        <translation>数值相同，但与梯度断开</translation>
    </message>
    <message>
        <source>The sum of all elements</source>
        <translation>所有元素之和</translation>
    </message>
    <message>
        <source>The mean of all elements</source>
        <translation>所有元素的平均值</translation>
    </message>
    <message>
        <source>The product of all elements</source>
        <translation>所有元素之积</translation>
    </message>
    <message>
        <source>The largest element</source>
        <translation>最大的元素</translation>
    </message>
    <message>
        <source>The smallest element</source>
        <translation>最小的元素</translation>
    </message>
    <message>
        <source>The length of a vector</source>
        <translation>向量的长度</translation>
    </message>
    <message>
        <source>The inner product of two vectors</source>
        <translation>两个向量的内积</translation>
    </message>
    <message>
        <source>The product of matrices and vectors</source>
        <translation>矩阵与向量的乘积</translation>
    </message>
    <message>
        <source>Every element of a times every element of b</source>
        <translation>a 的每个元素乘以 b 的每个元素</translation>
    </message>
    <message>
        <source>The transpose</source>
        <translation>转置</translation>
    </message>
    <message>
        <source>The sum of the diagonal</source>
        <translation>对角线元素之和</translation>
    </message>
    <message>
        <source>The same elements as one vector</source>
        <translation>同样的元素排成一个向量</translation>
    </message>
    <message>
        <source>With one more dimension in front</source>
        <translation>在最前面增加一个维度</translation>
    </message>
    <message>
        <source>Without dimensions of extent 1</source>
        <translation>去掉大小为 1 的维度</translation>
    </message>
    <message>
        <source>A copy with its own memory</source>
        <translation>拥有独立内存的副本</translation>
    </message>
    <message>
        <source>Positive numbers as they are, else 0</source>
        <translation>正数保持不变，其余为 0</translation>
    </message>
    <message>
        <source>Between 0 and 1, in the shape of an S</source>
        <translation>介于 0 与 1 之间的 S 形曲线</translation>
    </message>
    <message>
        <source>Between -1 and 1</source>
        <translation>介于 -1 与 1 之间</translation>
    </message>
    <message>
        <source>A smooth relu</source>
        <translation>平滑的 relu</translation>
    </message>
    <message>
        <source>Positive numbers whose sum is 1</source>
        <translation>总和为 1 的正数</translation>
    </message>
    <message>
        <source>The mean of the squared differences</source>
        <translation>差的平方的平均值</translation>
    </message>
    <message>
        <source>The mean of the absolute differences</source>
        <translation>差的绝对值的平均值</translation>
    </message>
    <message>
        <source>How far scores are from the right classes</source>
        <translation>得分与正确类别的差距</translation>
    </message>
    <message>
        <source>The same for yes or no</source>
        <translation>同上，用于是与否</translation>
    </message>
    <message>
        <source>A linear layer of three outputs, with its parameters</source>
        <translation>有三个输出的线性层，连同它的参数</translation>
    </message>
    <message>
        <source>A small network: four hidden units, one output</source>
        <translation>小型网络：四个隐藏单元，一个输出</translation>
    </message>
</context>
<context>
    <name>plots</name>
    <message>
        <source>At {name} = {number} the script gave no value of {result}.</source>
        <translation>当 {name} = {number} 时，脚本没有给出 {result} 的值。</translation>
    </message>
    <message>
        <source>At {name} = {number}, {result} is {value}.</source>
        <translation>当 {name} = {number} 时，{result} 是 {value}。</translation>
    </message>
    <message>
        <source>{first} {second}</source>
        <translation>{first}{second}</translation>
    </message>
    <message>
        <source>No gradient reaches {name} from {result} here: no tangent.</source>
        <translation>这里没有梯度从 {result} 传到 {name}：没有切线。</translation>
    </message>
    <message>
        <source>The tangent is level, its slope 0.</source>
        <translation>切线是水平的，斜率为 0。</translation>
    </message>
    <message>
        <source>The slope of the tangent is {slope}: when {name} grows a little, {result} grows {times} times as much.</source>
        <translation>切线的斜率是 {slope}：{name} 增加一点，{result} 就增加它的 {times} 倍。</translation>
    </message>
    <message>
        <source>The slope of the tangent is {slope}: when {name} grows a little, {result} falls {times} times as much.</source>
        <translation>切线的斜率是 {slope}：{name} 增加一点，{result} 就减少它的 {times} 倍。</translation>
    </message>
    <message>
        <source>It is the same everywhere: the curve is a straight line.</source>
        <translation>处处如此：曲线是一条直线。</translation>
    </message>
    <message>
        <source>This piece of the curve goes from {low} to {high}.</source>
        <translation>曲线的这一段从 {low} 到 {high}。</translation>
    </message>
    <message>
        <source>This piece, from {low} to {high}, is straight: one slope.</source>
        <translation>这一段从 {low} 到 {high} 是直的：斜率处处相同。</translation>
    </message>
    <message>
        <source>The run with {number} left a gap: {reason}</source>
        <translation>取 {number} 的那次运行留下了空缺：{reason}</translation>
    </message>
    <message>
        <source>{count} of {all} runs left gaps. Mostly: {reason}</source>
        <translation>{all} 次运行中有 {count} 次留下了空缺。主要原因：{reason}</translation>
    </message>
    <message>
        <source>{result} was no single real number.</source>
        <translation>{result} 不是单个实数。</translation>
    </message>
    <message>
        <source>Running the script for many numbers: {count} so far…</source>
        <translation>正在用许多数运行脚本：已有 {count} 个…</translation>
    </message>
    <message>
        <source>The run was stopped, or is a recording, so it is not repeated by itself.</source>
        <translation>这次运行没有自己结束，或者是运行记录，所以不会自动重复。</translation>
    </message>
    <message>
        <source>it took too long; perhaps a loop has no end.</source>
        <translation>运行时间太长，也许有一个循环没有尽头。</translation>
    </message>
    <message>
        <source>it ended before {result} had a value.</source>
        <translation>在 {result} 得到值之前就结束了。</translation>
    </message>
    <message>
        <source>its backward pass failed: {detail}</source>
        <translation>反向传播出错：{detail}</translation>
    </message>
    <message>
        <source>{detail} (line {line})</source>
        <translation>{detail}（第 {line} 行）</translation>
    </message>
    <message>
        <source>Stopped after run {count}.</source>
        <translation>运行 {count} 次后已停止。</translation>
    </message>
    <message>
        <source>Ended after run {count}: it took too long in all.</source>
        <translation>运行 {count} 次后结束：用时太长。</translation>
    </message>
    <message>
        <source>The script ended its process after run {count}.</source>
        <translation>运行 {count} 次后，脚本结束了自己的进程。</translation>
    </message>
</context>
<context>
    <name>predict</name>
    <message>
        <source>Which node runs next? Choose it here, or click its card.</source>
        <translation>下一个执行的是哪个节点？请点这里的按钮或它的卡片。</translation>
    </message>
    <message>
        <source>{node} runs next. It sends the same to {target} twice: what is that? (shape {shape})</source>
        <translation>接下来执行 {node}。它把相同的值传给 {target} 两次：这个值是多少？（形状 {shape}）</translation>
    </message>
    <message>
        <source>{node} runs next. It sends the same to {target} twice: what is that?</source>
        <translation>接下来执行 {node}。它把相同的值传给 {target} 两次：这个值是多少？</translation>
    </message>
    <message>
        <source>{node} runs next. What does it send to {target}? (shape {shape})</source>
        <translation>接下来执行 {node}。它会把什么值传给 {target}？（形状 {shape}）</translation>
    </message>
    <message>
        <source>{node} runs next. What does it send to {target}?</source>
        <translation>接下来执行 {node}。它会把什么值传给 {target}？</translation>
    </message>
    <message>
        <source>{node} of {tensor}</source>
        <translation>{tensor} 的 {node}</translation>
    </message>
    <message>
        <source>Right: {node}. {rule}</source>
        <translation>正确：{node}。{rule}</translation>
    </message>
    <message>
        <source>No, {node} is next. {rule}</source>
        <translation>不对，接下来是 {node}。{rule}</translation>
    </message>
    <message>
        <source>AccumulateGrad runs as soon as every contribution to its leaf has arrived, before all others that are ready.</source>
        <translation>叶子的所有贡献一到齐，AccumulateGrad 就先于其他就绪的节点执行。</translation>
    </message>
    <message>
        <source>Of all nodes that are ready, the one whose operation was applied last goes first.</source>
        <translation>在所有就绪的节点中，最后进行的运算对应的节点最先执行。</translation>
    </message>
    <message>
        <source>Right: it sends {value}. {received}</source>
        <translation>正确：它传出 {value}。{received}</translation>
    </message>
    <message>
        <source>No, it sends {value}. {received}</source>
        <translation>不对，它传出 {value}。{received}</translation>
    </message>
    <message>
        <source>No, that is of another shape: it sends {value}. {received}</source>
        <translation>不对，形状不同：它传出 {value}。{received}</translation>
    </message>
    <message>
        <source>It is made from what the outputs received: {received}.</source>
        <translation>它由各个输出收到的梯度 {received} 得到。</translation>
    </message>
    <message>
        <source>That is what it received, {received}, times its local derivative.</source>
        <translation>这就是它收到的 {received} 乘以它的局部导数。</translation>
    </message>
    <message>
        <source>Type a number, such as 4, or numbers, such as [4, 8].</source>
        <translation>请输入一个数，例如 4，或多个数，例如 [4, 8]。</translation>
    </message>
    <message>
        <source>“{text}” at character {column} is no number. Type it as in 4, 2/3 or [4, 8].</source>
        <translation>第 {column} 个字符处的“{text}”不是数。请按 4、2/3 或 [4, 8] 的形式输入。</translation>
    </message>
    <message>
        <source>The denominator at character {column} is 0.</source>
        <translation>第 {column} 个字符处的分母是 0。</translation>
    </message>
    <message>
        <source>The bracket “{text}” at character {column} has no partner.</source>
        <translation>第 {column} 个字符处的括号“{text}”没有配对。</translation>
    </message>
    <message>
        <source>All rows must have as many numbers as the first.</source>
        <translation>每一行的数的个数必须与第一行相同。</translation>
    </message>
    <message>
        <source>{right} of {answered} right</source>
        <translation>{answered} 题答对 {right} 题</translation>
    </message>
</context>
<context>
    <name>roster</name>
    <message>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>value {number}</source>
        <translation>值 {number}</translation>
    </message>
</context>
<context>
    <name>run</name>
    <message>
        <source>Press Ctrl+Enter to run the script</source>
        <translation>按 Ctrl+Enter 运行脚本</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>运行完毕</translation>
    </message>
    <message>
        <source>Ended by an error</source>
        <translation>因错误而结束</translation>
    </message>
    <message>
        <source>Recorded run, nothing was run here: {how}</source>
        <translation>这是运行记录，这里没有运行任何代码：{how}</translation>
    </message>
    <message>
        <source>{how}. Only the first {count} steps were recorded</source>
        <translation>{how}。只记录了前 {count} 步</translation>
    </message>
    <message>
        <source>Line {line} is not Python yet</source>
        <translation>第 {line} 行还不是完整的 Python</translation>
    </message>
    <message>
        <source>The graph is of the run before</source>
        <translation>图来自上一次运行</translation>
    </message>
    <message>
        <source>The script was changed since this run; line {line} is not Python yet</source>
        <translation>脚本在这次运行之后已被修改；第 {line} 行还不是完整的 Python</translation>
    </message>
    <message>
        <source>{text}. {advice}</source>
        <translation>{text}。{advice}</translation>
    </message>
    <message>
        <source>The script was changed since this run</source>
        <translation>脚本在这次运行之后已被修改</translation>
    </message>
    <message>
        <source>The graph is of the run before; line {line} is not Python yet</source>
        <translation>图来自上一次运行；第 {line} 行还不是完整的 Python</translation>
    </message>
    <message>
        <source>The script is running. Its graph appears with its first tensor.</source>
        <translation>脚本正在运行，出现第一个张量时就画出计算图。</translation>
    </message>
    <message>
        <source>This script has not been run yet. Press Ctrl+Enter to run it.</source>
        <translation>这个脚本还没有运行过。按 Ctrl+Enter 运行它。</translation>
    </message>
    <message>
        <source>Nothing to draw: the script failed before its first tensor.</source>
        <translation>没有可画的内容：脚本在创建第一个张量之前就出错了。</translation>
    </message>
    <message>
        <source>Nothing to draw: the run ended before a tensor was recorded.</source>
        <translation>没有可画的内容：在记录到张量之前运行就结束了。</translation>
    </message>
    <message>
        <source>Nothing to draw yet. Write a script with tensors and press Ctrl+Enter. Or double-click here, or press F12 and then /, and choose a tensor.</source>
        <translation>还没有可以画的内容。写一个有张量的脚本，按 Ctrl+Enter 运行。也可以双击这里，或按 F12 再按 /，选一个张量。</translation>
    </message>
    <message>
        <source>The graph is being arranged…</source>
        <translation>正在排布图……</translation>
    </message>
    <message>
        <source>Stopped at line {line}; if a loop there does not end, change its condition</source>
        <translation>停在第 {line} 行；如果那里的循环不会结束，请修改它的条件</translation>
    </message>
    <message>
        <source>The script exited with status {detail} at line {line}</source>
        <translation>脚本在第 {line} 行退出，状态为 {detail}</translation>
    </message>
    <message>
        <source>Running; Shift+F5 stops it</source>
        <translation>正在运行；按 Shift+F5 停止</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>The script exited with status {detail}</source>
        <translation>脚本以状态 {detail} 退出</translation>
    </message>
    <message>
        <source>There was not enough memory to record the script; make its tensors smaller</source>
        <translation>内存不足，无法记录这个脚本；请把张量改小一些</translation>
    </message>
    <message>
        <source>The script&apos;s process was killed by {detail}; change it, run again</source>
        <translation>运行脚本的进程被 {detail} 终止；请修改脚本后重新运行</translation>
    </message>
    <message>
        <source>The script&apos;s process ended with exit status {detail}; change it, run again</source>
        <translation>运行脚本的进程已结束，退出状态为 {detail}；请修改脚本后再运行</translation>
    </message>
    <message>
        <source>The script&apos;s process stopped answering</source>
        <translation>运行脚本的进程不再应答</translation>
    </message>
    <message>
        <source>The script could not be run: {detail}</source>
        <translation>脚本无法运行：{detail}</translation>
    </message>
    <message>
        <source>Recording stopped after {count} steps; the script ran on, what came later is not shown</source>
        <translation>记录在 {count} 步之后停止；脚本继续运行，之后的内容不再显示</translation>
    </message>
    <message>
        <source>There is no script: write one, or open an example</source>
        <translation>没有脚本：请写一个，或打开一个示例</translation>
    </message>
    <message>
        <source>Done; there is nothing to draw, since the script made no tensors</source>
        <translation>运行完毕；脚本没有产生张量，所以没有可画的内容</translation>
    </message>
</context>
<context>
    <name>sentences</name>
    <message>
        <source>The script has not begun</source>
        <translation>脚本还没有开始</translation>
    </message>
    <message>
        <source>{op} changes {tensor} in place: it is now {value}</source>
        <translation>{op} 原地修改 {tensor}：它现在是 {value}</translation>
    </message>
    <message>
        <source>{op} changes {tensor}, a view of {base}, in place, and so {base} too: it is now {value}</source>
        <translation>{op} 原地修改 {tensor}，它是 {base} 的视图，因此 {base} 也随之改变：现在是 {value}</translation>
    </message>
    <message>
        <source>{op} makes {value}</source>
        <translation>{op} 创建 {value}</translation>
    </message>
    <message>
        <source>{op} makes {name} = {value}</source>
        <translation>{op} 创建 {name} = {value}</translation>
    </message>
    <message>
        <source>{op} takes {last} and gives {result}</source>
        <translation>{op} 作用于 {last}，得到 {result}</translation>
    </message>
    <message>
        <source>{op} takes {last} and gives {result}; it has no derivative</source>
        <translation>{op} 作用于 {last}，得到 {result}；它没有导数</translation>
    </message>
    <message>
        <source>{op} takes {others} and {last} and gives {result}; it has no derivative</source>
        <translation>{op} 作用于 {others} 和 {last}，得到 {result}；它没有导数</translation>
    </message>
    <message>
        <source>{op} gives {result}, a constant: no gradient passes back to {operands}</source>
        <translation>{op} 得到常量 {result}：梯度不会传回 {operands}</translation>
    </message>
    <message>
        <source>{op}, where gradients are off, gives {result}, a constant: no gradient passes back to {operands}</source>
        <translation>{op} 在关闭梯度时得到常量 {result}：梯度不会传回 {operands}</translation>
    </message>
    <message>
        <source>{result} is read as it is, a constant: no gradient passes back to {operands}</source>
        <translation>{result} 作为常量被读取：梯度不会传回 {operands}</translation>
    </message>
    <message>
        <source>{op} takes {others} and {last} and gives {result}</source>
        <translation>{op} 作用于 {others} 和 {last}，得到 {result}</translation>
    </message>
    <message>
        <source>A backward pass starts from {tensors}</source>
        <translation>反向传播从 {tensors} 开始</translation>
    </message>
    <message>
        <source>A backward pass starts from {tensor}: its gradient with respect to itself is {value}</source>
        <translation>反向传播从 {tensor} 开始：它对自身的梯度是 {value}</translation>
    </message>
    <message>
        <source>A backward pass starts from {tensor}, with the gradient {value} as given</source>
        <translation>反向传播从 {tensor} 开始，使用给定的梯度 {value}</translation>
    </message>
    <message>
        <source>{name}.backward() starts: the gradient of {name} with respect to itself is {value}</source>
        <translation>{name}.backward() 开始：{name} 对自身的梯度是 {value}</translation>
    </message>
    <message>
        <source>{name}.backward(...) starts with the gradient {value}, as given</source>
        <translation>{name}.backward(...) 开始，使用给定的梯度 {value}</translation>
    </message>
    <message>
        <source>{told}; a hook had made {received} of {arrived}</source>
        <translation>{told}；此前有钩子把 {arrived} 变成了 {received}</translation>
    </message>
    <message>
        <source>{node} received {received}; it sends nothing on</source>
        <translation>{node} 收到 {received}；它不再往下传</translation>
    </message>
    <message>
        <source>{node} received {received} and raised {error}</source>
        <translation>{node} 收到 {received}，并抛出了 {error}</translation>
    </message>
    <message>
        <source>{node} received {received}; it sends {value} to {target}</source>
        <translation>{node} 收到 {received}；它把 {value} 传给 {target}</translation>
    </message>
    <message>
        <source>{node} received {received}; it sends {value} twice to {target}</source>
        <translation>{node} 收到 {received}；它把 {value} 两次传给 {target}</translation>
    </message>
    <message>
        <source>{node} received {received}; it sends {value} to each of two {target} nodes</source>
        <translation>{node} 收到 {received}；它把 {value} 分别传给两个 {target}</translation>
    </message>
    <message>
        <source>{value} to {target}</source>
        <translation>把 {value} 传给 {target}</translation>
    </message>
    <message>
        <source>{node} received {received}; it sends {others} and {last}</source>
        <translation>{node} 收到 {received}；它{others}，并{last}</translation>
    </message>
    <message>
        <source>{value} (summed over dimension {dims})</source>
        <translation>{value}（沿维度 {dims} 求和）</translation>
    </message>
    <message>
        <source>{value} (summed over dimensions {dims})</source>
        <translation>{value}（沿维度 {dims} 求和）</translation>
    </message>
    <message>
        <source>{node}: {value} is dropped, for the leaf no longer requires grad</source>
        <translation>{node}：{value} 被丢弃，因为这个叶子不再需要梯度</translation>
    </message>
    <message>
        <source>{node}: {grad} was None and becomes {after} (new memory)</source>
        <translation>{node}：{grad} 原来是 None，现在是 {after}（新内存）</translation>
    </message>
    <message>
        <source>{node}: {grad} was {before}; adding {added} gives {after}, in the same memory</source>
        <translation>{node}：{grad} 原来是 {before}；加上 {added} 得到 {after}，在同一块内存中</translation>
    </message>
    <message>
        <source>{node}: {grad} was {before}; adding {added} gives {after}, in new memory</source>
        <translation>{node}：{grad} 原来是 {before}；加上 {added} 得到 {after}，在新内存中</translation>
    </message>
    <message>
        <source>{grad}.zero_() sets {grad} to zeros, in the same memory</source>
        <translation>{grad}.zero_() 把 {grad} 清零，仍在同一块内存中</translation>
    </message>
    <message>
        <source>{grad} is set to zeros, in the same memory</source>
        <translation>{grad} 被清零，仍在同一块内存中</translation>
    </message>
    <message>
        <source>{grad} = None: the gradient is dropped</source>
        <translation>{grad} = None：丢弃梯度</translation>
    </message>
    <message>
        <source>{grad} becomes {after}, another tensor</source>
        <translation>{grad} 换成另一个张量 {after}</translation>
    </message>
    <message>
        <source>{grad} is changed in place: it was {before} and is now {after}</source>
        <translation>{grad} 被原地修改：原来是 {before}，现在是 {after}</translation>
    </message>
    <message>
        <source>{tensor}.requires_grad_(False): no gradient is collected from now on</source>
        <translation>{tensor}.requires_grad_(False)：从现在起不再累积梯度</translation>
    </message>
    <message>
        <source>{tensor}.requires_grad_(): gradients are collected in {grad} from now on</source>
        <translation>{tensor}.requires_grad_()：从现在起，梯度累积到 {grad}</translation>
    </message>
</context>
<context>
    <name>status</name>
    <message>
        <source>Step {step} of {count}</source>
        <translation>第 {step} 步，共 {count} 步</translation>
    </message>
    <message>
        <source>The graph could not be laid out: {reason}</source>
        <translation>无法排布计算图：{reason}</translation>
    </message>
    <message>
        <source>{drawn} of {count} cards drawn</source>
        <translation>画出 {count} 张卡片中的 {drawn} 张</translation>
    </message>
</context>
<context>
    <name>tips</name>
    <message>
        <source>not made yet</source>
        <translation>尚未创建</translation>
    </message>
    <message>
        <source>no gradient crosses: {reason}</source>
        <translation>梯度过不去：{reason}</translation>
    </message>
    <message>
        <source>no gradient crosses: none is required</source>
        <translation>梯度过不去：这里不需要梯度</translation>
    </message>
    <message>
        <source>no gradient has crossed yet</source>
        <translation>还没有梯度经过</translation>
    </message>
    <message>
        <source>sent by {node}</source>
        <translation>由 {node} 送出</translation>
    </message>
    <message>
        <source>{arrived} of {awaited} contributions have arrived</source>
        <translation>收到的梯度：{arrived}/{awaited}</translation>
    </message>
    <message>
        <source>requires no gradient</source>
        <translation>不需要梯度</translation>
    </message>
    <message>
        <source>changed in place since: its gradient is at its newer card</source>
        <translation>之后被原地修改：梯度在它较新的卡片上</translation>
    </message>
    <message>
        <source>no gradient: this pass does not come here</source>
        <translation>没有梯度：这一遍不经过这里</translation>
    </message>
    <message>
        <source>no gradient yet</source>
        <translation>还没有梯度</translation>
    </message>
</context>
<context>
    <name>why</name>
    <message>
        <source>an operation without a derivative</source>
        <translation>没有导数的运算</translation>
    </message>
    <message>
        <source>reading .grad as a value</source>
        <translation>.grad 读取（只取值）</translation>
    </message>
    <message>
        <source>reading .data as a value</source>
        <translation>.data 读取（只取值）</translation>
    </message>
    <message>
        <source>{first} was made without requires_grad=True.</source>
        <translation>{first} 创建时没有设置 requires_grad=True。</translation>
    </message>
    <message>
        <source>Where it shall get a gradient, call {code}.requires_grad_() before its use.</source>
        <translation>如果想让它得到梯度，请在使用之前调用 {code}.requires_grad_()。</translation>
    </message>
    <message>
        <source>{first} was made without requires_grad=True, and changed in place since. Call {code}.requires_grad_() after the last change.</source>
        <translation>{first} 创建时没有 requires_grad=True，之后又被原地修改。在最后一次修改之后调用 {code}.requires_grad_()。</translation>
    </message>
    <message>
        <source>Nothing that {first} was computed from requires grad. Make {last} with requires_grad=True.</source>
        <translation>{first} 所依赖的张量都不需要梯度。请在创建 {last} 时设置 requires_grad=True。</translation>
    </message>
    <message>
        <source>Line {line} turned requires_grad of {first} off.</source>
        <translation>第 {line} 行关闭了 {first} 的 requires_grad。</translation>
    </message>
    <message>
        <source>Nothing that {first} was computed from requires grad: line {line} turned requires_grad of {last} off.</source>
        <translation>算出 {first} 所用的一切都不需要梯度：第 {line} 行关闭了 {last} 的 requires_grad。</translation>
    </message>
    <message>
        <source>Line {used} computed {last} from {first} before line {said} let {first} require a gradient. Move line {said} up.</source>
        <translation>第 {used} 行由 {first} 算出 {last} 时，{first} 还不需要梯度，第 {said} 行才让它需要梯度。请把第 {said} 行移到前面。</translation>
    </message>
    <message>
        <source>The pass of line {line} started from {last}, but in line {where} {cut} cuts the way from {first} to it.</source>
        <translation>第 {line} 行的反向传播从 {last} 开始，但在第 {where} 行，{cut} 切断了从 {first} 到它的路。</translation>
    </message>
    <message>
        <source>In line {where}, under {cut}, {code} was made anew: it does not require grad. Change it in place, with {code} -= … or {code} += ….</source>
        <translation>第 {where} 行在 {cut} 之下重新创建了 {code}，它不需要梯度。请用 {code} -= … 或 {code} += … 原地修改它。</translation>
    </message>
    <message>
        <source>Where {first} shall get a gradient, let the loss have the log of the probability of what was drawn.</source>
        <translation>如果想让 {first} 得到梯度，请在损失中使用所抽到结果的概率的对数。</translation>
    </message>
    <message>
        <source>Where {first} shall get a gradient, compute with something smooth in its place, such as sigmoid or softmax.</source>
        <translation>如果想让 {first} 得到梯度，请改用光滑的运算，例如 sigmoid 或 softmax。</translation>
    </message>
    <message>
        <source>Where {first} shall get a gradient, write rsample() where the distribution has it, or let the loss have the log of the probability of what was drawn.</source>
        <translation>如果想让 {first} 得到梯度，请在分布支持时改用 rsample()，或者在损失中使用所抽到结果的概率的对数。</translation>
    </message>
    <message>
        <source>Leave that out where {first} shall get a gradient.</source>
        <translation>如果想让 {first} 得到梯度，请去掉它。</translation>
    </message>
    <message>
        <source>The pass of line {line} did not come to {first}: in line {before} {cut} cuts the way from it to {last}, of which {how} of line {where} takes plain numbers.</source>
        <translation>第 {line} 行的反向传播没有到达 {first}：在第 {before} 行，{cut} 切断了从它到 {last} 的路，而第 {where} 行的 {how} 又从后者取出普通的数。</translation>
    </message>
    <message>
        <source>The pass of line {line} did not come to {first}: {how} of line {where} takes plain numbers out of {last}, and these have no gradient. Compute with the tensor itself.</source>
        <translation>第 {line} 行的反向传播没有到达 {first}：第 {where} 行的 {how} 从 {last} 中取出普通的数，而普通的数没有梯度。请直接用张量本身计算。</translation>
    </message>
    <message>
        <source>{how} of line {where} took plain numbers out of {last}, and {code} was made anew of these: it does not require grad. Change it in place, with {code} -= … or {code} += … inside `with torch.no_grad():`.</source>
        <translation>第 {where} 行的 {how} 从 {last} 中取出普通的数，并用它们重新创建了 {code}：它不需要梯度。请在 `with torch.no_grad():` 里用 {code} -= … 或 {code} += … 原地修改它。</translation>
    </message>
    <message>
        <source>{how} of line {where} took plain numbers out of {last}, and {first} comes from these: no gradient can pass. Compute with the tensor itself.</source>
        <translation>第 {where} 行的 {how} 从 {last} 中取出普通的数，{first} 由这些数而来：梯度无法通过。请直接用张量本身计算。</translation>
    </message>
    <message>
        <source>a gradient, which is a value,</source>
        <translation>梯度（只是数值）</translation>
    </message>
    <message>
        <source>sample(), which draws under no_grad(),</source>
        <translation>sample()（它在 no_grad() 下抽样）</translation>
    </message>
    <message>
        <source>The pass of line {line} started from {last}, which was not computed from {first}.</source>
        <translation>第 {line} 行的反向传播从 {last} 开始，而它不是由 {first} 算出的。</translation>
    </message>
    <message>
        <source>Nothing was computed from {first} at all.</source>
        <translation>{first} 没有用于任何计算。</translation>
    </message>
    <message>
        <source>What was computed from {first} ends in line {where}, with {end}.</source>
        <translation>由 {first} 算出的结果止于第 {where} 行的 {end}。</translation>
    </message>
    <message>
        <source>Line {where} put another tensor in the place of {first}, and the pass of line {line} went to that one. An optimiser that was made before line {where} still steps the old one.</source>
        <translation>第 {where} 行用另一个张量取代了 {first}，第 {line} 行的反向传播到达的是后者。在第 {where} 行之前创建的优化器仍在更新旧的张量。</translation>
    </message>
    <message>
        <source>{first} is no leaf, and its gradient is drawn while a pass comes to it, not afterwards. Line {line} keeps it: print {code}.grad after the pass.</source>
        <translation>{first} 不是叶子，它的梯度只在反向传播经过时画出，之后不再画出。第 {line} 行让它保留了梯度：请在反向传播之后打印 {code}.grad。</translation>
    </message>
    <message>
        <source>Line {line} made a new tensor from {code} and gave it the same name. It is no leaf, and a pass keeps the gradients of leaves only: change {code} in place, with {code} -= … or {code} += … inside `with torch.no_grad():`.</source>
        <translation>第 {line} 行用 {code} 算出了一个新张量，并给了它同一个名字。它不是叶子，而反向传播只保留叶子的梯度：请在 `with torch.no_grad():` 里用 {code} -= … 或 {code} += … 原地修改 {code}。</translation>
    </message>
    <message>
        <source>Line {line} made a new tensor from {code} and gave it the same name. It is no leaf, and a pass keeps the gradients of leaves only: give it another name, or write {code}.retain_grad() before backward().</source>
        <translation>第 {line} 行用 {code} 算出了一个新张量，并给了它同一个名字。它不是叶子，而反向传播只保留叶子的梯度：请给它另取名字，或在 backward() 之前写 {code}.retain_grad()。</translation>
    </message>
    <message>
        <source>{first} is no leaf: it was computed from a leaf that has no name. Let {code} itself require grad: call {code}.requires_grad_() after the last operation, not before.</source>
        <translation>{first} 不是叶子：它由一个没有名字的叶子算出。请让 {code} 本身需要梯度：在最后一个运算之后（而不是之前）调用 {code}.requires_grad_()。</translation>
    </message>
    <message>
        <source>{first} is no leaf: a pass hands its gradient on and keeps nothing. To keep it, write {code}.retain_grad() before backward().</source>
        <translation>{first} 不是叶子：反向传播只把它的梯度传下去，并不保留。要保留梯度，请在 backward() 之前写 {code}.retain_grad()。</translation>
    </message>
    <message>
        <source>The pass has not come to {first} yet: it does in step {step}.</source>
        <translation>反向传播还没有到 {first}：第 {step} 步才到。</translation>
    </message>
    <message>
        <source>{count} passes have added up in it, begun in lines {lines}, and nothing cleared it between them. Write {code}.grad.zero_() or {code}.grad = None before each pass.</source>
        <translation>{count} 次反向传播（从第 {lines} 行开始）都累加在其中，其间没有清零。请在每次反向传播之前写 {code}.grad.zero_() 或 {code}.grad = None。</translation>
    </message>
    <message>
        <source>{count} passes have added up in it, begun in line {lines}, and nothing cleared it between them. Write {code}.grad.zero_() or {code}.grad = None before each pass.</source>
        <translation>{count} 次反向传播（从第 {lines} 行开始）都累加在其中，其间没有清零。请在每次反向传播之前写 {code}.grad.zero_() 或 {code}.grad = None。</translation>
    </message>
    <message>
        <source>{count} passes have added up in it, as zero_grad() of line {clearing} clears others, not this one. Is {code} among the parameters that it is to clear? Those of modules in a plain list are not: put these into nn.ModuleList.</source>
        <translation>{count} 次反向传播都累加在其中，因为第 {clearing} 行的 zero_grad() 清零的是其他梯度，不包括它。{code} 在它要清零的参数之中吗？放在普通列表里的模块，其参数不在其中：请改放进 nn.ModuleList。</translation>
    </message>
    <message>
        <source>{code} of line {where} was computed from {first}, but then another tensor got that name, and the pass of line {line} started from this one. Add them up instead.</source>
        <translation>第 {where} 行的 {code} 由 {first} 算出，但后来另一个张量得到了这个名字，第 {line} 行的反向传播从后者开始。请改为把它们相加。</translation>
    </message>
    <message>
        <source>Line {line} only names {name}, which does not call it, and only a pass computes gradients: write {name}().</source>
        <translation>第 {line} 行只写了 {name}，并没有调用它，而梯度只在反向传播中算出：请写 {name}()。</translation>
    </message>
    <message>
        <source>So it was gone before step() of line {step}: clear gradients before backward(), not after it.</source>
        <translation>因此第 {step} 行的 step() 之前它已经没有了：请在 backward() 之前清零，而不是之后。</translation>
    </message>
    <message>
        <source>{count} passes have added up in it, as line {clearing} only names {name}, which does not call it: write {name}().</source>
        <translation>{count} 次反向传播都累加在其中，因为第 {clearing} 行只写了 {name}，并没有调用它：请写 {name}()。</translation>
    </message>
    <message>
        <source>{count} passes have added up in it, as zero_grad() of line {clearing} clears others, not this one: line {replacing} put it in the place of another tensor. Make the optimiser after that.</source>
        <translation>{count} 次反向传播都累加在其中，因为第 {clearing} 行的 zero_grad() 清零的是其他梯度，不包括它：第 {replacing} 行用它取代了另一个张量。请在那之后再创建优化器。</translation>
    </message>
    <message>
        <source>The pass of line {before} let go of what {node} had saved, and the pass of line {line} needs it again.</source>
        <translation>第 {before} 行的反向传播已释放 {node} 保存的值，而第 {line} 行的反向传播又需要它。</translation>
    </message>
    <message>
        <source>An earlier pass of line {line} let go of what {node} had saved, and this one needs it again.</source>
        <translation>第 {line} 行先前的一次反向传播已释放 {node} 保存的值，而这一次又需要它。</translation>
    </message>
    <message>
        <source>What {node} had saved was overwritten before its pass came to it.</source>
        <translation>{node} 保存的值在反向传播到达之前已被改写。</translation>
    </message>
    <message>
        <source>{node} saved {saved} in line {made}, and {change} overwrote it in line {changed}, before the pass needed it.</source>
        <translation>{node} 在第 {made} 行保存了 {saved}，而第 {changed} 行的 {change} 在反向传播用到它之前改写了它。</translation>
    </message>
    <message>
        <source>{first} has {count} numbers, of the shape {shape}; a pass starts from one.</source>
        <translation>{first} 有 {count} 个数，形状为 {shape}；反向传播须从一个数开始。</translation>
    </message>
    <message>
        <source>The pass ended at {node}, the node of {first}.</source>
        <translation>这一遍反向传播在 {node}（{first} 的节点）处中断。</translation>
    </message>
    <message>
        <source>In line {where} {cut} cuts {first} off from {last}: no gradient can pass.</source>
        <translation>在第 {where} 行，{cut} 把 {first} 与 {last} 切断了：梯度无法通过。</translation>
    </message>
    <message>
        <source>{first} comes from {gradient} of line {where}, a gradient without a graph: plain numbers, from which no other gradient goes back. Give the call that computed it create_graph=True.</source>
        <translation>{first} 由第 {where} 行的 {gradient} 算出，后者是不带计算图的梯度：只是数值，别的梯度无法由它往回走。请给算出它的那次调用加上 create_graph=True。</translation>
    </message>
    <message>
        <source>In line {where} {cut} cuts {first} off from {last}: there is no graph to go back through.</source>
        <translation>在第 {where} 行，{cut} 把 {first} 与 {last} 切断了：没有可以往回走的计算图。</translation>
    </message>
    <message>
        <source>Only 0 arrives there, but 0 times nan or infinity is nan: replace such numbers in {last} first, as by torch.where.</source>
        <translation>到达那里的只有 0，但 0 乘以 nan 或无穷大是 nan：请先替换 {last} 中这样的数，例如用 torch.where。</translation>
    </message>
    <message>
        <source>Only 0 arrives there, but 0 times infinity is nan: replace such inputs before {op}, as by torch.where.</source>
        <translation>到达那里的只有 0，但 0 乘以无穷大是 nan：请在 {op} 之前替换这样的输入，例如用 torch.where。</translation>
    </message>
    <message>
        <source>The first is at {place}.</source>
        <translation>第一个在 {place}。</translation>
    </message>
    <message>
        <source>{op} made {made} of {taken} in line {line}, and it spread from there.</source>
        <translation>第 {line} 行的 {op} 由 {taken} 得到 {made}，并由此传开。</translation>
    </message>
    <message>
        <source>Keep the input of {op} where it is defined.</source>
        <translation>请让 {op} 的输入留在有定义的范围内。</translation>
    </message>
    <message>
        <source>{op} of line {line} made nan of no numbers at all: what it was given is empty, so look at what selects it.</source>
        <translation>第 {line} 行的 {op} 没有任何数可用，于是得到 nan：它的输入是空的，请检查是什么选出了它。</translation>
    </message>
    <message>
        <source>{op} of line {line} made nan where all its numbers are -inf, and it spread from there. Leave at least one of them finite.</source>
        <translation>第 {line} 行的 {op} 在所有数都是 -inf 的地方得到 nan，并由此传开。请至少留一个有限的数。</translation>
    </message>
    <message>
        <source>{op} of line {line} made nan of a single number, as it divides by the count minus one. Give it more numbers, or correction=0.</source>
        <translation>第 {line} 行的 {op} 由单个数得到 nan，因为它要除以个数减一。请给它更多的数，或设 correction=0。</translation>
    </message>
    <message>
        <source>{op} of line {line} made nan, as it divides by how many targets count, and none does: all are ignored, or weigh 0.</source>
        <translation>第 {line} 行的 {op} 得到了 nan：它要除以计入的目标个数，而一个也没有：全都被忽略，或者权重为 0。</translation>
    </message>
    <message>
        <source>{last} was already nan or infinite when {op} computed it in line {line}, and it spread from there. Keep the input of {op} where it is defined.</source>
        <translation>{op} 在第 {line} 行算出 {last} 时，它就已经是 nan 或无穷大了，并由此传开。请让 {op} 的输入留在有定义的范围内。</translation>
    </message>
    <message>
        <source>{op} of line {line} put {given} into {last}, as the script says.</source>
        <translation>第 {line} 行的 {op} 按脚本的要求把 {given} 写入了 {last}。</translation>
    </message>
    <message>
        <source>{op} of line {line} computed {last} with {given}, as the script says, and it spread from there.</source>
        <translation>第 {line} 行的 {op} 按脚本的要求用 {given} 算出 {last}，并由此传开。</translation>
    </message>
    <message>
        <source>What {op} computed in line {line} is too large for {dtype}, and it spread from there.</source>
        <translation>第 {line} 行的 {op} 算出的数太大，{dtype} 装不下，并由此传开。</translation>
    </message>
    <message>
        <source>{op} made {made} of {taken} in line {line}, too large for {dtype}, and it spread from there.</source>
        <translation>第 {line} 行的 {op} 由 {taken} 得到 {made}：结果太大，{dtype} 装不下，并由此传开。</translation>
    </message>
    <message>
        <source>The steps that got there were too large: lower the learning rate.</source>
        <translation>走到那里的更新步子太大：请降低学习率。</translation>
    </message>
    <message>
        <source>Keep its input within bounds.</source>
        <translation>请让它的输入保持在合适的范围内。</translation>
    </message>
    <message>
        <source>{node} of line {line} made it so: it divides by the differences of the numbers that {op} found, and some of these are equal. Keep them apart.</source>
        <translation>原因在第 {line} 行的 {node}：它要除以 {op} 求出的各数之差，而其中有相等的数。请避免让这些数相等。</translation>
    </message>
    <message>
        <source>{node} of line {line} made it so: {op} of {number} is finite, but its slope there is not.</source>
        <translation>原因在第 {line} 行的 {node}：{op} 在 {number} 处的值是有限的，斜率却不是。</translation>
    </message>
    <message>
        <source>{node} of line {line} made it so: the value of {last} is finite there, its slope is not.</source>
        <translation>原因在第 {line} 行的 {node}：{last} 的值在那里是有限的，斜率却不是。</translation>
    </message>
    <message>
        <source>Keep the input of {op} away from there, for instance by adding 1e-8 to it.</source>
        <translation>请让 {op} 的输入避开那里，例如给它加上 1e-8。</translation>
    </message>
    <message>
        <source>Keep the input of {op} away from there.</source>
        <translation>请让 {op} 的输入避开那里。</translation>
    </message>
    <message>
        <source>What {node} of line {line} sends is too large for {dtype}: on its way back, the gradient has grown beyond it.</source>
        <translation>第 {line} 行的 {node} 发出的数太大，{dtype} 装不下：梯度在往回走的路上不断增大，超出了范围。</translation>
    </message>
    <message>
        <source>Make the factors on the way smaller, or fewer.</source>
        <translation>请减小路上的因子，或减少它们的个数。</translation>
    </message>
    <message>
        <source>Line {line} was to begin a pass, but failed with an error before: it computed no gradient.</source>
        <translation>第 {line} 行本要开始一次反向传播，却在开始之前就出错了：没有算出梯度。</translation>
    </message>
    <message>
        <source>It computed with {tensors}.</source>
        <translation>参与这一步计算的张量：{tensors}。</translation>
    </message>
    <message>
        <source>{first} has no floating-point numbers, and only these have gradients.</source>
        <translation>{first} 里没有浮点数，而只有浮点数才有梯度。</translation>
    </message>
    <message>
        <source>The pass of line {line} gave {last} without a graph: as plain numbers, from which no gradient goes back to {first}. Give that call create_graph=True.</source>
        <translation>第 {line} 行的反向传播给出的 {last} 不带计算图，只是数值，梯度无法由它回到 {first}。请给那次调用加上 create_graph=True。</translation>
    </message>
    <message>
        <source>{first} was made after the last pass had begun, in line {line}.</source>
        <translation>{first} 是在最后一次反向传播（第 {line} 行）开始之后才创建的。</translation>
    </message>
    <message>
        <source>torch.autograd.grad() of line {line} returned the gradient: only backward() leaves it in .grad.</source>
        <translation>第 {line} 行的 torch.autograd.grad() 把梯度作为结果返回了：只有 backward() 才会把它存入 .grad。</translation>
    </message>
    <message>
        <source>Line {line} set it to None, and no pass has brought another one since.</source>
        <translation>第 {line} 行把它设为了 None，此后没有反向传播带来新的梯度。</translation>
    </message>
    <message>
        <source>Line {line} set it to zero, and no pass has added to it since.</source>
        <translation>第 {line} 行把它清零了，此后没有反向传播向它累加。</translation>
    </message>
    <message>
        <source>The pass started from zeros: the gradient given to it is zero.</source>
        <translation>反向传播从零开始：传给它的梯度是零。</translation>
    </message>
    <message>
        <source>What arrived at {last} is not zero, but its sum is: it cancels out.</source>
        <translation>到达 {last} 的贡献不是零，但它们的和是零：互相抵消了。</translation>
    </message>
    <message>
        <source>What arrived at {last} was replaced by a hook that the script has there.</source>
        <translation>到达 {last} 的梯度被脚本在那里注册的钩子替换了。</translation>
    </message>
    <message>
        <source>The hook that line {line} gives to a module replaced the gradient on its way to {source}.</source>
        <translation>第 {line} 行给模块注册的钩子替换了传往 {source} 的梯度。</translation>
    </message>
    <message>
        <source>One or more of the hooks that lines {lines} give to modules replaced the gradient on its way to {source}.</source>
        <translation>第 {lines} 行给模块注册的钩子（一个或几个）替换了传往 {source} 的梯度。</translation>
    </message>
    <message>
        <source>A hook of a module replaced the gradient on its way to {source}.</source>
        <translation>某个模块的钩子替换了传往 {source} 的梯度。</translation>
    </message>
    <message>
        <source>What arrived at {last} was replaced by the hook that line {line} registers.</source>
        <translation>到达 {last} 的梯度被第 {line} 行注册的钩子替换了。</translation>
    </message>
    <message>
        <source>What arrived at {last} was replaced by one or more of the hooks that lines {lines} register.</source>
        <translation>到达 {last} 的梯度被第 {lines} 行注册的钩子（一个或几个）替换了。</translation>
    </message>
    <message>
        <source>Line {line} made {last} with it, and it spread from there.</source>
        <translation>第 {line} 行给 {last} 的数里就有它，并由此传开。</translation>
    </message>
    <message>
        <source>a conversion to whole numbers</source>
        <translation>向整数的转换</translation>
    </message>
    <message>
        <source>{op}, whose indices have no derivative,</source>
        <translation>{op}（其下标没有导数）</translation>
    </message>
    <message>
        <source>{op}, which has no derivative,</source>
        <translation>{op}（没有导数）</translation>
    </message>
    <message>
        <source>No backward() has run, and only a pass computes gradients.</source>
        <translation>还没有运行过 backward()，而梯度只在反向传播中算出。</translation>
    </message>
    <message>
        <source>An error ended the pass of line {line} before it had come to {first}.</source>
        <translation>第 {line} 行的反向传播还没到 {first} 就因错误而中止了。</translation>
    </message>
    <message>
        <source>{node} received a gradient and returned None: nothing goes on from there.</source>
        <translation>{node} 收到了梯度，却返回 None：从那里起不再有任何东西往下传。</translation>
    </message>
    <message>
        <source>The pass of line {line} was to compute the gradients of certain tensors only, and {first} is not among them.</source>
        <translation>第 {line} 行的反向传播只计算指定张量的梯度，{first} 不在其中。</translation>
    </message>
    <message>
        <source>The pass started from a gradient that was given to it and is not finite.</source>
        <translation>这一遍反向传播开始时给定的梯度就不是有限的数。</translation>
    </message>
    <message>
        <source>Line {line} wrote it, and no pass has added to it since.</source>
        <translation>它是第 {line} 行写入的，此后没有哪一遍反向传播再累加过。</translation>
    </message>
    <message>
        <source>What arrived at {last} is finite, but its sum is not: it is too large.</source>
        <translation>到达 {last} 的贡献都是有限的，但它们的和太大，不再是有限的数。</translation>
    </message>
    <message>
        <source>Zero at {count} of {size} places, first at {place}:</source>
        <translation>{size} 个数中有 {count} 个为 0，第一个在 {place}：</translation>
    </message>
    <message>
        <source>as {number} is</source>
        <translation>这里是 {number}</translation>
    </message>
    <message>
        <source>as {number} is at {place}</source>
        <translation>{place} 处是 {number}</translation>
    </message>
    <message>
        <source>as everywhere here</source>
        <translation>这里处处如此</translation>
    </message>
    <message>
        <source>as everywhere that this number counts</source>
        <translation>与这个数有关之处都如此</translation>
    </message>
    <message>
        <source>{op} of line {line} put it into {last}, and the pass did not come from there.</source>
        <translation>第 {line} 行的 {op} 把它放进了 {last}，而反向传播没有经过那里。</translation>
    </message>
    <message>
        <source>{node} of line {line} passes nothing on where its input is zero or less, {where}. leaky_relu would pass on a little.</source>
        <translation>第 {line} 行的 {node} 在输入不大于 0 的地方不传递梯度，{where}。改用 leaky_relu 会传递少许。</translation>
    </message>
    <message>
        <source>{node} of line {line} passes nothing on where its input is beyond its bounds, {where}.</source>
        <translation>第 {line} 行的 {node} 在输入超出界限的地方不传递梯度，{where}。</translation>
    </message>
    <message>
        <source>{node} of line {line} has slope 0 everywhere, as {op} is flat between its steps. To send the gradient past it, write x + ({op}(x) - x).detach().</source>
        <translation>第 {line} 行的 {node} 斜率处处为 0，因为 {op} 在各级台阶之间是平的。要让梯度绕过它，请写 x + ({op}(x) - x).detach()。</translation>
    </message>
    <message>
        <source>{op} of line {line} made parts of it, and the pass came from other parts.</source>
        <translation>第 {line} 行的 {op} 把它分成了几部分，而反向传播来自其他部分。</translation>
    </message>
    <message>
        <source>{op} of line {line} looked up other rows, or only row {padding}, which is its padding_idx and gets no gradient.</source>
        <translation>第 {line} 行的 {op} 查的是其他行，或者只查了第 {padding} 行，而它是 padding_idx，得不到梯度。</translation>
    </message>
    <message>
        <source>{text} Even if it were not so: {other}</source>
        <translation>{text}即便不是这样：{other}</translation>
    </message>
    <message>
        <source>{node} of line {line} is flat where one number is far above the others, {where}: its slope is 0.</source>
        <translation>第 {line} 行的 {node} 在一个数远大于其他数的地方是平的，{where}：斜率为 0。</translation>
    </message>
    <message>
        <source>Let it take numbers that are closer together.</source>
        <translation>请让它的输入彼此接近一些。</translation>
    </message>
    <message>
        <source>{node} of line {line} is flat where its input is far from zero, {where}: its slope is 0.</source>
        <translation>第 {line} 行的 {node} 在输入远离 0 的地方是平的，{where}：斜率为 0。</translation>
    </message>
    <message>
        <source>Let it take smaller numbers.</source>
        <translation>请让它的输入小一些。</translation>
    </message>
    <message>
        <source>{op} of line {line} took no numbers at all: its result is empty.</source>
        <translation>第 {line} 行的 {op} 一个数也没有取：结果是空的。</translation>
    </message>
    <message>
        <source>{op} of line {line} took other numbers, not this one.</source>
        <translation>第 {line} 行的 {op} 取的是其他数，没有取这个数。</translation>
    </message>
    <message>
        <source>{op} of line {line} counts none of it: all targets are ignored, or weigh 0.</source>
        <translation>第 {line} 行的 {op} 一个数也没有计入：所有目标都被忽略，或者权重为 0。</translation>
    </message>
    <message>
        <source>{op} of line {line} took other numbers, none of {source}.</source>
        <translation>第 {line} 行的 {op} 取的是其他数，没有取 {source} 中的任何数。</translation>
    </message>
    <message>
        <source>What else was made of {source} is cut off from what the pass started from.</source>
        <translation>由 {source} 算出的其他结果，与反向传播起点之间的路径被切断了。</translation>
    </message>
    <message>
        <source>What else was made of {source} is no part of what the pass started from.</source>
        <translation>由 {source} 算出的其他结果，没有参与反向传播起点的计算。</translation>
    </message>
    <message>
        <source>dropout of line {line} dropped it: there, its factor is 0.</source>
        <translation>第 {line} 行的 dropout 丢弃了它：那里的因子为 0。</translation>
    </message>
    <message>
        <source>{node} is written in the script: its backward() of line {where} received a gradient and returned zeros.</source>
        <translation>{node} 是脚本中写的：它在第 {where} 行的 backward() 收到了梯度，却返回了零。</translation>
    </message>
    <message>
        <source>{node} of line {line} sent zeros: no gradient goes back through what is drawn at random.</source>
        <translation>第 {line} 行的 {node} 发出零：梯度无法经由随机抽取的数往回走。</translation>
    </message>
    <message>
        <source>Write mean + std * torch.randn_like(std) for it.</source>
        <translation>请改写成 mean + std * torch.randn_like(std)。</translation>
    </message>
    <message>
        <source>Let the loss have the log of the probability of what was drawn.</source>
        <translation>请在损失中使用所抽到结果的概率的对数。</translation>
    </message>
    <message>
        <source>What {node} of line {line} sends is too small for {dtype}, so it is 0: the share of what was asked for is 1 already, and no more can be gained.</source>
        <translation>第 {line} 行的 {node} 发出的数太小，{dtype} 装不下，于是成了 0：目标所占的份额已经是 1，无法再提高。</translation>
    </message>
    <message>
        <source>{op} of line {line} put other numbers in its place: what stood there no longer counts.</source>
        <translation>第 {line} 行的 {op} 在它的位置上写了别的数：原来的数不再起作用。</translation>
    </message>
    <message>
        <source>{op} of line {line} does not count it: its target is the ignore_index.</source>
        <translation>第 {line} 行的 {op} 没有计入它：它的目标是 ignore_index。</translation>
    </message>
    <message>
        <source>{node} is written in the script: its backward() received a gradient and returned zeros.</source>
        <translation>{node} 是脚本中写的：它的 backward() 收到了梯度，却返回了零。</translation>
    </message>
    <message>
        <source>{node} of line {line} is taken over single numbers: its result is always the same.</source>
        <translation>第 {line} 行的 {node} 每次只对单个数计算：结果总是一样。</translation>
    </message>
    <message>
        <source>{node} of line {line} received a gradient and sent 0: its slope is 0 where its input is {number}.</source>
        <translation>第 {line} 行的 {node} 收到了梯度，却发出 0：它在输入为 {number} 处的斜率为 0。</translation>
    </message>
    <message>
        <source>{node} of line {line} multiplied what it received by how far its input is from its mean, and that is 0, as where all rows are equal.</source>
        <translation>第 {line} 行的 {node} 把收到的梯度乘以输入与平均值之差，而它为 0，例如所有行都相同的时候。</translation>
    </message>
    <message>
        <source>{node} of line {line} divided what it received by a number that is infinite.</source>
        <translation>第 {line} 行的 {node} 把收到的梯度除以了一个无穷大的数。</translation>
    </message>
    <message>
        <source>{node} of line {line} received a gradient and sent zeros: its slope is 0 where two points have equal numbers, as a point and itself.</source>
        <translation>第 {line} 行的 {node} 收到了梯度，却发出零：两点的数相等时（例如一个点与它自己），它的斜率为 0。</translation>
    </message>
    <message>
        <source>{node} of line {line} received a gradient and sent zeros: its slope is the product of the other numbers, and at least one of these is 0.</source>
        <translation>第 {line} 行的 {node} 收到了梯度，却发出零：它的斜率是其他各数的乘积，而其中至少有一个为 0。</translation>
    </message>
    <message>
        <source>{node} of line {line} received a gradient and sent zeros: its slope is the determinant of the other rows and columns, and that is 0.</source>
        <translation>第 {line} 行的 {node} 收到了梯度，却发出零：它的斜率是其余行列的行列式，而这里为 0。</translation>
    </message>
    <message>
        <source>{node} of line {line} received a gradient and sent zeros: its slope is what the inverse of the matrix has at the mirrored place, and that is 0.</source>
        <translation>第 {line} 行的 {node} 收到了梯度，却发出零：它的斜率是逆矩阵在对称位置上的数，而这里为 0。</translation>
    </message>
    <message>
        <source>{node} of line {line} received a gradient and sent zeros: only numbers on the diagonal have a slope.</source>
        <translation>第 {line} 行的 {node} 收到了梯度，却发出零：只有对角线上的数有斜率。</translation>
    </message>
    <message>
        <source>{node} of line {line} received a gradient and sent zeros: its slope is 0 where a number equals the mean.</source>
        <translation>第 {line} 行的 {node} 收到了梯度，却发出零：在等于平均值的数处，它的斜率为 0。</translation>
    </message>
    <message>
        <source>{node} of line {line} received a gradient and sent zeros: its slope is 0 where input and target are equal.</source>
        <translation>第 {line} 行的 {node} 收到了梯度，却发出零：在输入与目标相等处，它的斜率为 0。</translation>
    </message>
    <message>
        <source>{node} of line {line} received a gradient and sent zeros: its slope here is 0.</source>
        <translation>第 {line} 行的 {node} 收到了梯度，却发出零：它在这里的斜率为 0。</translation>
    </message>
    <message>
        <source>{node} of line {line} received a gradient and sent zeros: only the number of the largest magnitude has a slope.</source>
        <translation>第 {line} 行的 {node} 收到了梯度，却发出零：只有绝对值最大的数有斜率。</translation>
    </message>
    <message>
        <source>{node} of line {line} received a gradient and sent zeros: only the number of the smallest magnitude has a slope, and none at 0.</source>
        <translation>第 {line} 行的 {node} 收到了梯度，却发出零：只有绝对值最小的数有斜率，而它为 0 时也没有。</translation>
    </message>
    <message>
        <source>{node} of line {line} received a gradient and sent zeros: each singular value changes with a number by the product of what its two singular vectors have in that row and that column, and these products are 0 or cancel.</source>
        <translation>第 {line} 行的 {node} 收到了梯度，却发出零：每个奇异值随一个数的变化，是它的两个奇异向量在该行和该列上的数之积，而这些积为 0 或相互抵消。</translation>
    </message>
    <message>
        <source>{node} of line {line} multiplied what it received by 0.</source>
        <translation>第 {line} 行的 {node} 把收到的梯度乘以 0。</translation>
    </message>
    <message>
        <source>{node} of line {line} multiplied what it received by {last}, which is zero.</source>
        <translation>第 {line} 行的 {node} 把收到的梯度乘以 {last}，而它为零。</translation>
    </message>
    <message>
        <source>{node} of line {line} multiplied what it received by {last}, which is zero there.</source>
        <translation>第 {line} 行的 {node} 把收到的梯度乘以 {last}，而它在那里为零。</translation>
    </message>
    <message>
        <source>What {node} of line {line} sends is too small for {dtype}, so it is 0: on its way back, the gradient has vanished. Scale the loss up, or let fewer small factors stand in the way.</source>
        <translation>第 {line} 行的 {node} 发出的数太小，{dtype} 装不下，于是成了 0：梯度在往回走的路上消失了。请放大损失，或减少路上的小因子。</translation>
    </message>
    <message>
        <source>{node} of line {line} received no zeros, but what it sends cancels out: its result stays the same when all its inputs grow alike, and that is all it was asked for.</source>
        <translation>第 {line} 行的 {node} 收到的不是零，但发出的相互抵消：所有输入一起增大时，它的结果不变，而收到的梯度要求的正是这种变化。</translation>
    </message>
    <message>
        <source>{node} of line {line} received no zeros, but the terms that it adds up for each number cancel out.</source>
        <translation>第 {line} 行的 {node} 收到的不是零，但它为每个数相加的各项相互抵消。</translation>
    </message>
    <message>
        <source>log_softmax, as in cross_entropy, takes a softmax itself: give it the numbers before softmax.</source>
        <translation>log_softmax（例如 cross_entropy 之中）本身就做 softmax：请直接把 softmax 之前的数交给它。</translation>
    </message>
    <message>
        <source>Give the numbers before {op} to {instead}: it needs no log of 0.</source>
        <translation>请把 {op} 之前的数交给 {instead}：它用不着 0 的对数。</translation>
    </message>
    <message>
        <source>The gradient that the pass started from was multiplied by {factor}: {shares}.</source>
        <translation>这遍开始时的梯度变成了 {factor} 倍：{shares}。</translation>
    </message>
    <message>
        <source>From {last}, where the pass started, {count} operations multiplied the gradient by {factor}, above all {shares}.</source>
        <translation>从这遍开始的 {last} 起，{count} 个运算把梯度变成了 {factor} 倍，其中主要是 {shares}。</translation>
    </message>
    <message>
        <source>adding up by {factor}</source>
        <translation>相加（{factor} 倍）</translation>
    </message>
    <message>
        <source>hooks by {factor}</source>
        <translation>钩子（{factor} 倍）</translation>
    </message>
    <message>
        <source>{op} by {factor} ({count} times)</source>
        <translation>{count} 次 {op}（共 {factor} 倍）</translation>
    </message>
    <message>
        <source>{op} of line {line} by {factor}</source>
        <translation>第 {line} 行的 {op}（{factor} 倍）</translation>
    </message>
    <message>
        <source>Where inputs or targets are large, bring them to about 1 first, as by (x - x.mean()) / x.std().</source>
        <translation>输入或目标很大时，请先把它们变到 1 左右，例如用 (x - x.mean()) / x.std()。</translation>
    </message>
    <message>
        <source>The slope of {op} is at most {most}, and nearly 0 far from 0: relu passes more on.</source>
        <translation>{op} 的斜率最大是 {most}，离 0 远时几乎为 0；relu 传得更多。</translation>
    </message>
    <message>
        <source>mean divides what it receives by how many numbers it has.</source>
        <translation>mean 把收到的梯度除以数的个数。</translation>
    </message>
    <message>
        <source>Near a minimum that is as it should be.</source>
        <translation>在极小值附近本该如此。</translation>
    </message>
    <message>
        <source>Weights that begin larger, as from torch.nn.init.xavier_uniform_, or normalising in between keep its size.</source>
        <translation>把权重初始化得大一些（例如用 torch.nn.init.xavier_uniform_），或在层间做归一化，就能保持梯度的大小。</translation>
    </message>
    <message>
        <source>Weights that begin smaller, as from torch.nn.init.xavier_uniform_, keep its size, and torch.nn.utils.clip_grad_norm_ before the step limits it.</source>
        <translation>把权重初始化得小一些（例如用 torch.nn.init.xavier_uniform_），就能保持梯度的大小；在 step() 之前用 torch.nn.utils.clip_grad_norm_ 可以限制它。</translation>
    </message>
</context>
</TS>
