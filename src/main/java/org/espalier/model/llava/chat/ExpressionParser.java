package org.espalier.model.llava.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.espalier.model.llava.chat.Scanner.Word;
import org.jspecify.annotations.Nullable;

/// Words to an expression, by Jinja's precedence: choice, or, and, not, comparison, sum, product, sign, filters.
final class ExpressionParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");
    private static final int DEEPEST = 100;

    private final List<Word> words;
    private int at;
    private int depth;

    ExpressionParser(List<Word> words, int from) {
        this.words = words;
        this.at = from;
    }

    static Expression whole(List<Word> words) {
        ExpressionParser parser = new ExpressionParser(words, 0);
        Expression expression = parser.expression();
        parser.end();
        return expression;
    }

    private boolean next(String word) {
        return at < words.size() && words.get(at).is(word);
    }

    /// Reads the word if it comes next.
    boolean take(String word) {
        if (next(word)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String word) {
        if (!take(word)) {
            throw Scanner.malformed("'" + word + "' is missing before " + here());
        }
    }

    void end() {
        if (at < words.size()) {
            throw Scanner.malformed("it has an unexpected " + here());
        }
    }

    private String here() {
        return at < words.size() ? "'" + words.get(at).text() + "'" : "the end of a tag";
    }

    String name() {
        if (at >= words.size()
                || words.get(at).quoted()
                || !words.get(at).text().matches("[A-Za-z_]\\w*")) {
            throw Scanner.malformed("a name is missing before " + here());
        }
        return words.get(at++).text();
    }

    Expression expression() {
        if (++depth > DEEPEST) {
            throw Scanner.malformed("its expressions are nested too deeply");
        }
        Expression then = withoutChoice();
        if (take("if")) {
            Expression condition = withoutChoice();
            Expression otherwise = take("else") ? expression() : null;
            then = new Expression.Choice(condition, then, otherwise);
        }
        depth--;
        return then;
    }

    /// An expression without `a if b else c`, as a loop's items are.
    Expression withoutChoice() {
        Expression left = conjunction();
        while (take("or")) {
            left = new Expression.Binary("or", left, conjunction());
        }
        return left;
    }

    private Expression conjunction() {
        Expression left = negation();
        while (take("and")) {
            left = new Expression.Binary("and", left, negation());
        }
        return left;
    }

    private Expression negation() {
        boolean negated = false;
        while (take("not")) {
            negated = !negated;
        }
        Expression compared = comparison();
        return negated ? new Expression.Unary("not", compared) : compared;
    }

    private Expression comparison() {
        Expression left = sum();
        while (at < words.size() && !words.get(at).quoted()) {
            String word = words.get(at).text();
            if (COMPARISONS.contains(word) || word.equals("in")) {
                at++;
                left = new Expression.Binary(word, left, sum());
            } else if (word.equals("not")
                    && at + 1 < words.size()
                    && words.get(at + 1).is("in")) {
                at += 2;
                left = new Expression.Unary("not", new Expression.Binary("in", left, sum()));
            } else {
                break;
            }
        }
        return left;
    }

    private Expression sum() {
        Expression left = product();
        while (next("+") || next("-") || next("~")) {
            left = new Expression.Binary(words.get(at++).text(), left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = signed();
        while (next("*") || next("//") || next("%")) {
            left = new Expression.Binary(words.get(at++).text(), left, signed());
        }
        return left;
    }

    private Expression signed() {
        return take("-") ? new Expression.Unary("-", filtered()) : filtered();
    }

    private Expression filtered() {
        Expression of = primary();
        while (true) {
            if (take(".")) {
                of = new Expression.Member(of, name());
            } else if (take("[")) {
                of = item(of);
            } else if (take("(")) {
                of = new Expression.Call(of, arguments());
            } else if (take("|")) {
                String name = name();
                of = new Expression.Filter(of, name, take("(") ? arguments() : List.of());
            } else if (take("is")) {
                boolean negated = take("not");
                String name = name();
                Expression test = new Expression.Test(of, name, take("(") ? arguments() : List.of());
                of = negated ? new Expression.Unary("not", test) : test;
            } else {
                return of;
            }
        }
    }

    private Expression item(Expression of) {
        @Nullable Expression from = next(":") ? null : expression();
        if (take(":")) {
            Expression to = next("]") ? null : expression();
            expect("]");
            return new Expression.Slice(of, from, to);
        }
        expect("]");
        if (from == null) {
            throw Scanner.malformed("an index is missing");
        }
        return new Expression.Item(of, from);
    }

    private List<Expression.Argument> arguments() {
        List<Expression.Argument> arguments = new ArrayList<>();
        while (!take(")")) {
            boolean named = at + 1 < words.size() && words.get(at + 1).is("=");
            String name = named ? name() : null;
            if (named) {
                expect("=");
            }
            arguments.add(new Expression.Argument(name, expression()));
            if (!next(")")) {
                expect(",");
            }
        }
        return arguments;
    }

    private Expression primary() {
        if (at >= words.size()) {
            throw Scanner.malformed("an expression is missing");
        }
        if (take("(")) {
            Expression inner = expression();
            expect(")");
            return inner;
        }
        if (take("[")) {
            List<Expression> items = new ArrayList<>();
            while (!take("]")) {
                items.add(expression());
                if (!next("]")) {
                    expect(",");
                }
            }
            return new Expression.Listing(items);
        }
        Word word = words.get(at);
        if (word.quoted()) {
            at++;
            return new Expression.Literal(Value.text(word.text()));
        }
        if (word.text().matches("[0-9]{1,18}")) {
            at++;
            return new Expression.Literal(new Value.Whole(Long.parseLong(word.text())));
        }
        String name = name();
        return switch (name) {
            case "true", "True" -> new Expression.Literal(new Value.Truth(true));
            case "false", "False" -> new Expression.Literal(new Value.Truth(false));
            case "none", "None" -> new Expression.Literal(new Value.None());
            default -> new Expression.Name(name);
        };
    }
}
