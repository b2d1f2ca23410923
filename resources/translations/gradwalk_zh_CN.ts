<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccumulationsModel</name>
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
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Computational graph</source>
        <translation>计算图</translation>
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
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
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
        <source>Show the whole run</source>
        <translation>显示整个运行过程</translation>
    </message>
    <message>
        <source>Show also what the current pass does not touch</source>
        <translation>也显示这次反向传播没有经过的部分</translation>
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
        <source>Show the window in English</source>
        <translation>窗口使用英文</translation>
    </message>
    <message>
        <source>Show the window in Chinese</source>
        <translation>窗口使用中文</translation>
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
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Press Step, or click a card of the graph, to see its numbers here.</source>
        <translation>按“前进一步”，或点击图中的卡片，就能在这里看到它的数值。</translation>
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
    <message>
        <source>Line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>made from</source>
        <translation>来自</translation>
    </message>
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
        <source>Contributions in this pass: {arrived} of {awaited}</source>
        <translation>这一遍收到的梯度：{arrived}/{awaited}</translation>
    </message>
    <message>
        <source>How {grad} came about</source>
        <translation>{grad} 是怎样得来的</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>{name} - Gradwalk</source>
        <translation>{name} - Gradwalk</translation>
    </message>
    <message>
        <source>Step {step} of {count}</source>
        <translation>第 {step} 步，共 {count} 步</translation>
    </message>
    <message>
        <source>{drawn} of {count} cards drawn</source>
        <translation>画出 {count} 张卡片中的 {drawn} 张</translation>
    </message>
    <message>
        <source>The graph could not be laid out: {reason}</source>
        <translation>无法排布计算图：{reason}</translation>
    </message>
    <message>
        <source>Gradwalk {version} makes automatic differentiation visible: it runs a script, draws its computational graph and steps through its backward passes.</source>
        <translation>Gradwalk {version} 让自动微分看得见：运行脚本，画出计算图，并逐步走过每一次反向传播。</translation>
    </message>
    <message>
        <source>About Gradwalk</source>
        <translation>关于 Gradwalk</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>控制台</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>播放控制</translation>
    </message>
    <message>
        <source>Nothing to draw yet. Write a script with tensors and press Ctrl+Enter.</source>
        <translation>还没有可画的内容。请写一段使用张量的脚本，然后按 Ctrl+Enter。</translation>
    </message>
    <message>
        <source>&amp;Examples</source>
        <translation>示例(&amp;X)</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>时间轴</translation>
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
        <source>Pass {number}</source>
        <translation>第 {number} 遍</translation>
    </message>
    <message>
        <source>Run a script, and its steps appear here.</source>
        <translation>运行脚本后，它的每一步会出现在这里。</translation>
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
</context>
<context>
    <name>describe</name>
    <message>
        <source>, </source>
        <translation>，</translation>
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
        <translation>此后被就地修改</translation>
    </message>
    <message>
        <source>state {state}</source>
        <translation>状态 {state}</translation>
    </message>
    <message>
        <source>{source} to {user}</source>
        <translation>{source} 到 {user}</translation>
    </message>
    <message>
        <source>{edge}: cut by {reason}</source>
        <translation>{edge}：被 {reason} 切断</translation>
    </message>
    <message>
        <source>{edge}: contribution {label}</source>
        <translation>{edge}：贡献 {label}</translation>
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
    <name>names</name>
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
        <source>, </source>
        <comment>between the parts of a list</comment>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>numbers</name>
    <message>
        <source>{shape} numbers from {lowest} to {highest}</source>
        <translation>形状 {shape} 的数（从 {lowest} 到 {highest}）</translation>
    </message>
    <message>
        <source>{count} numbers: lowest {lowest}, highest {highest}, mean {mean}</source>
        <translation>共 {count} 个数：最小 {lowest}，最大 {highest}，平均 {mean}</translation>
    </message>
    <message>
        <source>Only a sample of the {count} numbers was kept: lowest {lowest}, highest {highest}, mean {mean}</source>
        <translation>共 {count} 个数，只保留了一部分样本：最小 {lowest}，最大 {highest}，平均 {mean}</translation>
    </message>
</context>
<context>
    <name>run</name>
    <message>
        <source>Press Ctrl+Enter to run the script</source>
        <translation>按 Ctrl+Enter 运行脚本</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>正在运行</translation>
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
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>The script exited with status {detail}</source>
        <translation>脚本以状态 {detail} 退出</translation>
    </message>
    <message>
        <source>The process that ran the script ended: {detail}</source>
        <translation>运行脚本的进程已结束：{detail}</translation>
    </message>
    <message>
        <source>{state}. The graph is of the run before.</source>
        <translation>{state}。图中是上一次运行的结果。</translation>
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
        <source>{op} makes {value}</source>
        <translation>{op} 创建 {value}</translation>
    </message>
    <message>
        <source>{op} makes {name} = {value}</source>
        <translation>{op} 创建 {name} = {value}</translation>
    </message>
    <message>
        <source>{op} takes {last} and gives {result}</source>
        <translation>{op} 输入 {last}，得到 {result}</translation>
    </message>
    <message>
        <source>{op} takes {last} and gives {result}; it has no derivative</source>
        <translation>{op} 输入 {last}，得到 {result}；它没有导数</translation>
    </message>
    <message>
        <source>{op} takes {others} and {last} and gives {result}; it has no derivative</source>
        <translation>{op} 输入 {others} 和 {last}，得到 {result}；它没有导数</translation>
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
        <translation>{op} 输入 {others} 和 {last}，得到 {result}</translation>
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
        <source>{node} received {received}; it sends nothing on</source>
        <translation>{node} 收到 {received}；它不再向后传递</translation>
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
        <source>{value} to {target}</source>
        <translation>把 {value} 传给 {target}</translation>
    </message>
    <message>
        <source>{node} received {received}; it sends {others} and {last}</source>
        <translation>{node} 收到 {received}；它{others}，并{last}</translation>
    </message>
    <message>
        <source>{node}: {value} is handed back to the script</source>
        <translation>{node}：{value} 交还给脚本</translation>
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
</context>
</TS>
