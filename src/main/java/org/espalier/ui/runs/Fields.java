package org.espalier.ui.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// JSON as lines of name and value.
final class Fields {

    private static final int SUMMARY = 4;
    private static final Pattern LONG = Pattern.compile("-?\\d+\\.\\d{4,}(E-?\\d{1,3})?");
    private static final int MOST_PLACES = 12;
    private static final MathContext DIGITS = new MathContext(5);
    private static final Set<String> PERCENT = Set.of("accuracy", "agreement", "float", "int8");
    private static final Set<String> SHARE = Set.of("sparsity");

    private Fields() {}

    /// A value and the path to it: "sram.peak".
    record Field(String name, String value) {}

    /// A value beside the baseline's.
    ///
    /// @param baseline the baseline's value; empty if it has none
    /// @param difference of two numbers, with its sign; empty for anything else
    record Compared(String name, String value, String baseline, String difference) {}

    /// Every field of `fields` and of `baseline`, side by side.
    static List<Compared> compare(List<Field> fields, List<Field> baseline) {
        Map<String, String> base = new LinkedHashMap<>();
        baseline.forEach(field -> base.put(field.name(), field.value()));
        List<Compared> rows = new ArrayList<>();
        for (Field field : fields) {
            String other = base.remove(field.name());
            String against = other == null ? "" : other;
            rows.add(new Compared(field.name(), field.value(), against, difference(field.value(), against)));
        }
        base.forEach((name, value) -> rows.add(new Compared(name, "", value, "")));
        return rows;
    }

    private static String difference(String value, String baseline) {
        try {
            double change = Double.parseDouble(value) - Double.parseDouble(baseline);
            return change == 0 ? "=" : (change > 0 ? "▲ +" : "▼ −") + Numbers.significant(Math.abs(change));
        } catch (NumberFormatException e) {
            // Words have no difference.
            return "";
        }
    }

    /// A value as it stands on the page: numbers with many digits after the point are rounded.
    static String shown(String value) {
        if (!LONG.matcher(value).matches()) {
            return value;
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        return Math.abs(rounded.scale()) > MOST_PLACES ? rounded.toString() : rounded.toPlainString();
    }

    /// Every value of the tree; a list is told by its length.
    static List<Field> of(@Nullable JsonNode node) {
        List<Field> fields = new ArrayList<>();
        if (node != null) {
            collect("", node, fields);
        }
        return fields;
    }

    private static void collect(String path, JsonNode node, List<Field> fields) {
        if (node.isObject()) {
            node.properties()
                    .forEach(e -> collect(path.isEmpty() ? e.getKey() : path + "." + e.getKey(), e.getValue(), fields));
        } else if (node.isArray() && node.size() > SUMMARY) {
            fields.add(new Field(path, Words.count("runs.entries", node.size())));
        } else if (!node.isNull()) {
            fields.add(new Field(path, node.isValueNode() ? node.asText() : node.toString()));
        }
    }

    /// The first few numbers of a result, in words.
    static String summary(JsonNode result) {
        List<String> parts = new ArrayList<>();
        result.properties().forEach(e -> {
            if (e.getValue().isNumber() && parts.size() < SUMMARY) {
                parts.add(e.getKey() + " " + number(e.getKey(), e.getValue()));
            }
        });
        return String.join(" · ", parts);
    }

    private static String number(String name, JsonNode value) {
        if (PERCENT.contains(name)) {
            return Numbers.percentOf(value.asDouble());
        }
        if (SHARE.contains(name)) {
            return Numbers.percent(value.asDouble());
        }
        if (name.toLowerCase(java.util.Locale.ROOT).endsWith("bytes")) {
            return Numbers.bytes(value.asLong());
        }
        return value.isIntegralNumber() ? Numbers.count(value.asLong()) : Numbers.significant(value.asDouble());
    }
}
