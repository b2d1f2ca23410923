"""Small programs of every kind, whose behaviour instrumentation must not change."""

PROGRAMS = {
    "while": """
        n = 3
        while n > 0:
            n -= 1
            if n == 1:
                continue
            print(n)
        else:
            print("else")
        """,
    "break": """
        for i in range(5):
            for j in range(5):
                if j == 2: break
            else:
                print("never")
            if i == 3: break
        else:
            print("never")
        """,
    "return from a loop": """
        def first(items):
            '''Doc.'''
            for item in items:
                while True:
                    if item: return item
                    break
            return None
        found = first([0, 0, 7]); doc = first.__doc__
        """,
    "error in a loop of a function": """
        def f(xs):
            for x in xs:
                y = (1 +
                     1 / x)
        f([2, 1, 0])
        """,
    "error in a test": """
        n = 2
        while 1 / n > 0:
            n -= 1
        """,
    "error caught": """
        try:
            for i in range(3):
                if i: raise ValueError(i)
        except ValueError as error:
            message = str(error)
        finally:
            print("finally")
        """,
    "chained error": """
        try:
            {}["key"]
        except KeyError as error:
            raise RuntimeError("no") from error
        """,
    "names of outer functions": """
        total = 0
        def outer():
            count = 0
            def inner(step):
                nonlocal count
                global total
                count += step
                total = count
            inner(1); inner(2)
            return count
        result = outer()
        """,
    "unpacking": """
        a, (b, *c), [d] = 1, (2, 3, 4), [5]
        x = y = z = {}
        x["k"], a = a, b
        first: int = 1
        second: int
        first += 1
        del b
        """,
    "unpacking fails": """
        a = b = None
        a, b = 1, 2, 3
        """,
    "generators and comprehensions": """
        def count(n):
            for i in range(n):
                x = yield i
            return x
        def both(n):
            yield from count(n)
        squares = [i * i for i in count(3) if i]
        same = list(both(3)) + list(map(lambda i: i, squares))
        """,
    "asynchronous": """
        import asyncio
        async def f(n):
            for i in range(n):
                n = n + i
            async def g(): return n
            return await g()
        got = asyncio.new_event_loop().run_until_complete(f(3)) if False else f(3).close()
        """,
    "classes": """
        from enum import Enum
        class Colour(Enum):
            '''Doc.'''
            RED = 1
            BLUE = 2
        class Private:
            __hidden = 3
            for i in range(2): size = i
            def __init__(self, *args, scale=2, **kwargs):
                self.hidden = self.__hidden * scale
            @property
            def twice(self): return self.hidden * 2
        class Child(Private):
            def __init__(self):
                super().__init__(1, other=2)
        members = [c.name for c in Colour]; doc = Colour.__doc__; twice = Child().twice
        """,
    "with": """
        import contextlib
        with contextlib.nullcontext(1) as a, contextlib.nullcontext((2, 3)) as (b, c):
            total = a + b + c
        with contextlib.suppress(ZeroDivisionError):
            for i in range(3): 1 / (1 - i)
        """,
    "walrus": """
        items = [1, 2, 3]
        while (item := items.pop()) > 1:
            print(item)
        (double := item * 2)
        if (n := len(items)) or (never := 1):
            kept = [last := i for i in range(3)]
        f = lambda v: (w := v) + w
        print(f"{(t := f(3))}", max(u := 1, 0, key=(k := abs)))
        """,
    "match": """
        match [1, 2, {"k": 3}]:
            case [a, b, {"k": c}] if (total := a + b + c) > 5:
                for i in range(total): last = i
            case _:
                last = None
        """,
    "future": """
        '''Doc.'''
        from __future__ import annotations
        def f(a: Undefined) -> Unknown:
            x: Missing = a
            return x
        y = f(1)
        """,
    "one line": "a = 1; b = a + 1; print(a, b); a if b else c; [a,\\\n b]; x = (b); del x",
    "tabs": "for i in range(2):\n\tif i:\n\t\tj = i\n\t\tprint(j)\n",
    "windows line ends": "n = 0\r\nwhile n < 2:\r\n    n += 1\r\n    '''a\r\nb'''\r\nn / 0\r\n",
    "old line ends": "n = 1\rfor i in range(2):\r  n += i\r1 / 0\r",
    "byte order mark": "\ufeffn = 1\nn / 0\n",
    "not ASCII": "größe = 'µ→梯度'; π = len(größe) / 0 if größe else 1\n",
    "continuation": "x = 1 + \\\n    2\nif x and \\\n   x / 0: pass\n",
    "f-string": "x = 3\ny = f'{x!r:>{x + 1}} {x / (x - 3)}'\n",
    "empty": "",
    "only a docstring": "'''Doc.'''",
    "bodies": "def f(): ...\ndef g(): 'doc'\ndef h(a, /, b, *, c=1): return a\nf(); g(); h(1, 2)\n",
}
