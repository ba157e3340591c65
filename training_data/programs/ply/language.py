"""Compiles a little imperative language with a ply lexer and parser, then runs it on a stack machine."""

import random

from ply import lex, yacc

PROJECT = "ply"
REQUIRES = ["ply"]
SCOPE = ["ply"]
ROUNDS = 160

reserved = {"while": "WHILE", "do": "DO", "end": "END", "print": "PRINT"}
tokens = ["NAME", "NUMBER", "PLUS", "MINUS", "TIMES", "LESS", "ASSIGN", "LPAREN", "RPAREN", "SEMI", *reserved.values()]
t_PLUS, t_MINUS, t_TIMES, t_LESS = r"\+", r"-", r"\*", r"<"
t_ASSIGN, t_LPAREN, t_RPAREN, t_SEMI = r"=", r"\(", r"\)", r";"
t_ignore = " \t"
precedence = (("left", "LESS"), ("left", "PLUS", "MINUS"), ("left", "TIMES"))


def t_NAME(t):  # noqa: N802
    r"[a-z_][a-z0-9_]*"
    t.type = reserved.get(t.value, "NAME")
    return t


def t_NUMBER(t):  # noqa: N802
    r"[0-9]+"
    t.value = int(t.value)
    return t


def t_newline(t):
    r"\n+"
    t.lexer.lineno += len(t.value)


def t_error(t):
    raise SyntaxError(t.value[:10])


def p_block(p):
    """block : block statement
    | statement"""
    p[0] = p[1] + p[2] if len(p) == 3 else p[1]


def p_assign(p):
    "statement : NAME ASSIGN expression SEMI"
    p[0] = [*p[3], ("store", p[1])]


def p_print(p):
    "statement : PRINT expression SEMI"
    p[0] = [*p[2], ("print", None)]


def p_while(p):
    "statement : WHILE expression DO block END"
    p[0] = [*p[2], ("jump_false", len(p[4]) + 2), *p[4], ("jump", -(len(p[4]) + len(p[2]) + 1))]


def p_binary(p):
    """expression : expression PLUS expression
    | expression MINUS expression
    | expression TIMES expression
    | expression LESS expression"""
    p[0] = [*p[1], *p[3], ("binary", p[2])]


def p_group(p):
    "expression : LPAREN expression RPAREN"
    p[0] = p[2]


def p_number(p):
    "expression : NUMBER"
    p[0] = [("push", p[1])]


def p_name(p):
    "expression : NAME"
    p[0] = [("load", p[1])]


def p_error(p):
    raise SyntaxError(p)


def run(code: list[tuple]) -> int:
    stack, names, position, printed = [], {}, 0, 0
    while position < len(code):
        operation, argument = code[position]
        if operation == "push":
            stack.append(argument)
        elif operation == "load":
            stack.append(names.get(argument, 0))
        elif operation == "store":
            names[argument] = stack.pop()
        elif operation == "print":
            printed += stack.pop()
        elif operation == "binary":
            right, left = stack.pop(), stack.pop()
            stack.append({"+": left + right, "-": left - right, "*": left * right % 1009, "<": left < right}[argument])
        elif operation == "jump" or not stack.pop():
            position += argument
            continue
        position += 1
    return printed


def program(rng: random.Random, statements: int) -> str:
    lines = []
    for number in range(statements):
        names = [f"v{rng.randint(0, 9)}" for _ in range(3)]
        lines.append(f"{names[0]} = {names[1]} * ({names[2]} + {rng.randint(1, 50)}) - {names[1]} * 3 + {number};")
        if number % 10 == 0:
            lines.append(
                f"i{number} = 0; while i{number} < 20 do\n  i{number} = i{number} + 1;\n v1 = v1 + v2 * 2; end"
            )
    return "\n".join([*lines, "print v1 + v2;"])


def main() -> None:
    rng = random.Random(11)
    lexer = lex.lex()
    parser = yacc.yacc(write_tables=False, debug=False)
    printed = sum(run(parser.parse(program(rng, 400), lexer=lexer)) for _ in range(ROUNDS))
    print(printed)


if __name__ == "__main__":
    main()
