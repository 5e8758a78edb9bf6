"""Arithmetic without eval: the expression is parsed, and only numbers and operators are walked."""

import ast
import operator
from collections.abc import Callable
from typing import Any

OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
LONGEST, LARGEST_EXPONENT = 200, 64


def calculate(expression: str) -> float:
    """The value of an expression such as `(3 + 4) * 2 ** 3`; ValueError tells what it may not hold."""
    if len(expression) > LONGEST:
        raise ValueError(f"The expression has {len(expression)} characters; at most {LONGEST} are read.")
    try:
        return _value(ast.parse(expression.strip(), mode="eval").body)
    except SyntaxError as error:
        raise ValueError(f"{expression!r} is not an expression: {error.msg}.") from error
    except ZeroDivisionError as error:
        raise ValueError(f"{expression!r} divides by zero.") from error
    except OverflowError as error:
        raise ValueError(f"{expression!r} is too large.") from error


def _value(node: ast.AST) -> float:
    match node:
        case ast.Constant(value=bool() | complex()):
            raise ValueError(f"{node.value!r} is not a number that can be reckoned with.")
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            a, b = _value(left), _value(right)
            if isinstance(sign, ast.Pow) and abs(b) > LARGEST_EXPONENT:
                raise ValueError(f"The exponent {b!r} is too large; at most {LARGEST_EXPONENT} is reckoned.")
            return OPERATORS[type(sign)](a, b)
        case ast.UnaryOp(op=sign, operand=operand) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](_value(operand))
        case _:
            raise ValueError(f"{type(node).__name__} is not allowed; use numbers, brackets and + - * / // % **.")
