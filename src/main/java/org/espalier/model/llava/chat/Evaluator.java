package org.espalier.model.llava.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// The value of an expression where these variables are set.
record Evaluator(Map<String, Value> scope) {

    private static final Value UNDEFINED = new Value.Undefined();
    private static final int LONGEST_RANGE = 100_000;

    Value value(Expression expression) {
        return switch (expression) {
            case Expression.Literal l -> l.value();
            case Expression.Listing l ->
                new Value.Items(l.items().stream().map(this::value).toList());
            case Expression.Name n -> scope.getOrDefault(n.name(), UNDEFINED);
            case Expression.Member m -> member(value(m.of()), m.name());
            case Expression.Item i -> item(value(i.of()), value(i.key()));
            case Expression.Slice s -> slice(s);
            case Expression.Call c -> call(c);
            case Expression.Filter f -> Filters.apply(f.name(), value(f.of()), values(f.arguments()));
            case Expression.Test t -> new Value.Truth(Filters.test(t.name(), value(t.of()), values(t.arguments())));
            case Expression.Unary u -> unary(u);
            case Expression.Binary b -> binary(b);
            case Expression.Choice c -> {
                Expression otherwise = c.otherwise();
                boolean holds = value(c.condition()).holds();
                yield holds ? value(c.then()) : otherwise == null ? UNDEFINED : value(otherwise);
            }
        };
    }

    /// What a loop runs over.
    static List<Value> items(Value value) {
        return switch (value) {
            case Value.Items i -> i.values();
            case Value.Entries e ->
                e.values().keySet().stream().map(Value::text).toList();
            case Value.Text t ->
                t.value()
                        .codePoints()
                        .mapToObj(Character::toString)
                        .map(Value::text)
                        .toList();
            case Value.Undefined _ -> List.of();
            default -> throw Scanner.malformed("it runs a loop over " + value.printed());
        };
    }

    private List<Value> values(List<Expression.Argument> arguments) {
        return arguments.stream().map(argument -> value(argument.value())).toList();
    }

    private static Value member(Value of, String name) {
        return of instanceof Value.Entries e ? e.values().getOrDefault(name, UNDEFINED) : UNDEFINED;
    }

    private static Value item(Value of, Value key) {
        return switch (of) {
            case Value.Entries e -> e.values().getOrDefault(key.printed(), UNDEFINED);
            case Value.Items i -> key instanceof Value.Whole n ? at(i.values(), n.value()) : UNDEFINED;
            case Value.Text _ -> key instanceof Value.Whole n ? at(items(of), n.value()) : UNDEFINED;
            default -> UNDEFINED;
        };
    }

    private static Value at(List<Value> list, long index) {
        long place = index < 0 ? list.size() + index : index;
        return place >= 0 && place < list.size() ? list.get((int) place) : UNDEFINED;
    }

    private Value slice(Expression.Slice s) {
        Value of = value(s.of());
        List<Value> list = items(of);
        int from = bound(s.from() == null ? null : value(s.from()), list.size(), 0);
        int to = bound(s.to() == null ? null : value(s.to()), list.size(), list.size());
        List<Value> part = from < to ? list.subList(from, to) : List.of();
        if (of instanceof Value.Text) {
            StringBuilder text = new StringBuilder();
            part.forEach(c -> text.append(c.printed()));
            return Value.text(text.toString());
        }
        return new Value.Items(List.copyOf(part));
    }

    private static int bound(@org.jspecify.annotations.Nullable Value value, int size, int absent) {
        if (!(value instanceof Value.Whole n)) {
            return absent;
        }
        return (int) Math.clamp(n.value() < 0 ? size + n.value() : n.value(), 0L, size);
    }

    private Value call(Expression.Call call) {
        List<Value> arguments = values(call.arguments());
        if (call.function() instanceof Expression.Member method) {
            return Filters.method(method.name(), value(method.of()), arguments);
        }
        String name = call.function() instanceof Expression.Name n ? n.name() : "an expression";
        return switch (name) {
            case "raise_exception" ->
                throw Scanner.malformed("it says: "
                        + (arguments.isEmpty() ? "" : arguments.getFirst().printed()));
            case "namespace", "dict" -> {
                SequencedMap<String, Value> entries = new LinkedHashMap<>();
                for (Expression.Argument argument : call.arguments()) {
                    String key = argument.name();
                    if (key != null) {
                        entries.put(key, value(argument.value()));
                    }
                }
                yield new Value.Entries(entries);
            }
            case "range" -> range(arguments);
            default -> throw Scanner.malformed("it calls '" + name + "', which is not supported");
        };
    }

    private static Value range(List<Value> arguments) {
        List<Value> numbers = new ArrayList<>();
        long from = arguments.size() > 1 && arguments.get(0) instanceof Value.Whole n ? n.value() : 0;
        long to = !arguments.isEmpty() && arguments.get(Math.min(1, arguments.size() - 1)) instanceof Value.Whole n
                ? n.value()
                : 0;
        if (to - from > LONGEST_RANGE) {
            throw Scanner.malformed("it counts to " + to);
        }
        for (long i = from; i < to; i++) {
            numbers.add(new Value.Whole(i));
        }
        return new Value.Items(numbers);
    }

    private Value unary(Expression.Unary unary) {
        Value of = value(unary.of());
        if (unary.operator().equals("not")) {
            return new Value.Truth(!of.holds());
        }
        return new Value.Whole(Math.negateExact(number(of)));
    }

    private static long number(Value value) {
        if (value instanceof Value.Whole n) {
            return n.value();
        }
        throw Scanner.malformed("it calculates with '" + value.printed() + "'");
    }

    private Value binary(Expression.Binary b) {
        Value left = value(b.left());
        if (b.operator().equals("and")) {
            return left.holds() ? value(b.right()) : left;
        }
        if (b.operator().equals("or")) {
            return left.holds() ? left : value(b.right());
        }
        Value right = value(b.right());
        return switch (b.operator()) {
            case "==" -> new Value.Truth(left.equals(right));
            case "!=" -> new Value.Truth(!left.equals(right));
            case "in" -> new Value.Truth(contains(right, left));
            case "~" -> Value.joined(left.printed(), right.printed());
            case "+" -> plus(left, right);
            case "-" -> new Value.Whole(Math.subtractExact(number(left), number(right)));
            case "*" -> new Value.Whole(Math.multiplyExact(number(left), number(right)));
            case "//" -> new Value.Whole(Math.floorDiv(number(left), divisor(right)));
            case "%" -> new Value.Whole(Math.floorMod(number(left), divisor(right)));
            case "<" -> new Value.Truth(number(left) < number(right));
            case ">" -> new Value.Truth(number(left) > number(right));
            case "<=" -> new Value.Truth(number(left) <= number(right));
            case ">=" -> new Value.Truth(number(left) >= number(right));
            default -> throw Scanner.malformed("it uses '" + b.operator() + "'");
        };
    }

    private static long divisor(Value value) {
        long number = number(value);
        if (number == 0) {
            throw Scanner.malformed("it divides by zero");
        }
        return number;
    }

    private static Value plus(Value left, Value right) {
        if (left instanceof Value.Items a && right instanceof Value.Items b) {
            Value.checkSize((long) a.values().size() + b.values().size());
            List<Value> both = new ArrayList<>(a.values());
            both.addAll(b.values());
            return new Value.Items(both);
        }
        if (left instanceof Value.Whole && right instanceof Value.Whole) {
            return new Value.Whole(Math.addExact(number(left), number(right)));
        }
        if (left instanceof Value.Text && right instanceof Value.Text) {
            return Value.joined(left.printed(), right.printed());
        }
        throw Scanner.malformed("it adds '" + left.printed() + "' and '" + right.printed() + "'");
    }

    private static boolean contains(Value whole, Value part) {
        return switch (whole) {
            case Value.Text t -> t.value().contains(part.printed());
            case Value.Items i -> i.values().contains(part);
            case Value.Entries e -> e.values().containsKey(part.printed());
            default -> false;
        };
    }
}
