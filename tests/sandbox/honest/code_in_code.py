"""Code that runs code: eval, exec, compile, ast, dis."""

import ast
import contextlib
import dis
import io

scope = {}
exec("def triple(x):\n    return 3 * x\n", scope)
print(eval("triple(4) + 1", scope), eval(compile("1 + 2", "<formula>", "eval")))
tree = ast.parse("a = 1\nb = a + 2")
print([type(node).__name__ for node in tree.body], ast.unparse(tree).splitlines()[-1])
with contextlib.redirect_stdout(io.StringIO()) as shown:
    dis.dis(scope["triple"])
print("RETURN_VALUE" in shown.getvalue(), "__name__" in globals(), type(locals()).__name__)
try:
    compile("def f(:", "<wrong>", "exec")
except SyntaxError as error:
    print(error.lineno, error.filename)
print(getattr(ast, "no_such", None), type("Made", (), {"x": 5})().x)
