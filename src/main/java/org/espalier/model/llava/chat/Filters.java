package org.espalier.model.llava.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.espalier.format.Json;

/// Filters, tests and methods of texts and dictionaries that templates use.
final class Filters {

    private Filters() {}

    static Value apply(String name, Value of, List<Value> arguments) {
        return switch (name) {
            case "trim" -> Value.text(of.printed().strip());
            case "upper" -> Value.text(of.printed().toUpperCase(Locale.ROOT));
            case "lower" -> Value.text(of.printed().toLowerCase(Locale.ROOT));
            case "string" -> Value.text(of.printed());
            case "safe" -> of;
            case "length", "count" -> new Value.Whole(Evaluator.items(of).size());
            case "list" -> new Value.Items(Evaluator.items(of));
            case "first" -> Evaluator.items(of).stream().findFirst().orElse(new Value.Undefined());
            case "last" -> Evaluator.items(of).reversed().stream().findFirst().orElse(new Value.Undefined());
            case "join" -> joined(Evaluator.items(of), argument(arguments, 0, ""));
            case "default", "d" -> of instanceof Value.Undefined && !arguments.isEmpty() ? arguments.getFirst() : of;
            case "replace" -> Value.replaced(of.printed(), argument(arguments, 0, ""), argument(arguments, 1, ""));
            case "selectattr" -> selected(of, arguments, true);
            case "rejectattr" -> selected(of, arguments, false);
            case "map" ->
                new Value.Items(Evaluator.items(of).stream()
                        .map(item -> attribute(item, argument(arguments, 0, "")))
                        .toList());
            case "tojson" -> Value.text(Json.line(plain(of)));
            default -> throw Scanner.malformed("it uses the filter '" + name + "', which is not supported");
        };
    }

    private static Value joined(List<Value> items, String between) {
        List<String> texts = items.stream().map(Value::printed).toList();
        Value.checkSize((long) between.length() * texts.size()
                + texts.stream().mapToLong(String::length).sum());
        return Value.text(String.join(between, texts));
    }

    static boolean test(String name, Value of, List<Value> arguments) {
        return switch (name) {
            case "defined" -> !(of instanceof Value.Undefined);
            case "undefined" -> of instanceof Value.Undefined;
            case "none" -> of instanceof Value.None;
            case "string" -> of instanceof Value.Text;
            case "number", "integer" -> of instanceof Value.Whole;
            case "boolean" -> of instanceof Value.Truth;
            case "mapping" -> of instanceof Value.Entries;
            case "iterable", "sequence" ->
                of instanceof Value.Items || of instanceof Value.Text || of instanceof Value.Entries;
            case "true" -> of.equals(new Value.Truth(true));
            case "false" -> of.equals(new Value.Truth(false));
            case "equalto", "eq" -> !arguments.isEmpty() && of.equals(arguments.getFirst());
            case "ne" -> !arguments.isEmpty() && !of.equals(arguments.getFirst());
            case "in" ->
                !arguments.isEmpty() && Evaluator.items(arguments.getFirst()).contains(of);
            default -> throw Scanner.malformed("it uses the test '" + name + "', which is not supported");
        };
    }

    static Value method(String name, Value of, List<Value> arguments) {
        return switch (of) {
            case Value.Text t -> textMethod(name, t.value(), arguments);
            case Value.Entries e ->
                switch (name) {
                    case "get" -> {
                        Value absent = arguments.size() > 1 ? arguments.get(1) : new Value.None();
                        yield e.values().getOrDefault(argument(arguments, 0, ""), absent);
                    }
                    case "keys" -> new Value.Items(Evaluator.items(of));
                    case "values" -> new Value.Items(List.copyOf(e.values().values()));
                    case "items" ->
                        new Value.Items(e.values().entrySet().stream()
                                .<Value>map(
                                        entry -> new Value.Items(List.of(Value.text(entry.getKey()), entry.getValue())))
                                .toList());
                    default -> throw unknown(name);
                };
            default -> throw unknown(name);
        };
    }

    private static Value textMethod(String name, String text, List<Value> arguments) {
        String first = argument(arguments, 0, "");
        return switch (name) {
            case "strip" -> Value.text(arguments.isEmpty() ? text.strip() : stripped(text, first, true, true));
            case "lstrip" -> Value.text(arguments.isEmpty() ? text.stripLeading() : stripped(text, first, true, false));
            case "rstrip" ->
                Value.text(arguments.isEmpty() ? text.stripTrailing() : stripped(text, first, false, true));
            case "upper" -> Value.text(text.toUpperCase(Locale.ROOT));
            case "lower" -> Value.text(text.toLowerCase(Locale.ROOT));
            case "startswith" -> new Value.Truth(text.startsWith(first));
            case "endswith" -> new Value.Truth(text.endsWith(first));
            case "replace" -> Value.replaced(text, first, argument(arguments, 1, ""));
            case "split" -> split(text, arguments.isEmpty() ? "\\s+" : Pattern.quote(first));
            default -> throw unknown(name);
        };
    }

    private static Value split(String text, String pattern) {
        List<Value> parts = new ArrayList<>();
        for (String part : text.split(pattern, -1)) {
            parts.add(Value.text(part));
        }
        return new Value.Items(parts);
    }

    private static String stripped(String text, String characters, boolean start, boolean end) {
        int from = 0;
        int to = text.length();
        while (start && from < to && characters.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (end && to > from && characters.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(from, to);
    }

    private static Value selected(Value of, List<Value> arguments, boolean wanted) {
        String key = argument(arguments, 0, "");
        Predicate<Value> passes = arguments.size() < 2
                ? item -> attribute(item, key).holds()
                : item ->
                        test(arguments.get(1).printed(), attribute(item, key), arguments.subList(2, arguments.size()));
        return new Value.Items(Evaluator.items(of).stream()
                .filter(item -> passes.test(item) == wanted)
                .toList());
    }

    private static Value attribute(Value item, String key) {
        return item instanceof Value.Entries e
                ? e.values().getOrDefault(key, new Value.Undefined())
                : new Value.Undefined();
    }

    private static String argument(List<Value> arguments, int index, String absent) {
        return index < arguments.size() ? arguments.get(index).printed() : absent;
    }

    private static Object plain(Value value) {
        return switch (value) {
            case Value.Truth t -> t.value();
            case Value.Whole n -> n.value();
            case Value.Text t -> t.value();
            case Value.Items i -> i.values().stream().map(Filters::plain).toList();
            case Value.Entries e -> {
                java.util.Map<String, Object> map = new java.util.LinkedHashMap<>();
                e.values().forEach((key, inner) -> map.put(key, plain(inner)));
                yield map;
            }
            case Value.None _, Value.Undefined _ -> Json.mapper().nullNode();
        };
    }

    private static org.espalier.task.WorkbenchException unknown(String name) {
        return Scanner.malformed("it calls '" + name + "', which is not supported");
    }
}
