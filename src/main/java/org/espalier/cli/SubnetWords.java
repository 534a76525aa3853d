package org.espalier.cli;

import java.util.HashSet;
import java.util.List;
import org.espalier.model.vit.Subnet;

/// A subnet in a few words: "12 x 192, 3 heads, MLP 4".
final class SubnetWords {

    private SubnetWords() {}

    static String of(Subnet subnet) {
        return subnet.depth() + " x " + subnet.embedDim() + ", " + each(subnet.heads()) + " heads, MLP "
                + each(subnet.mlpRatio());
    }

    private static String each(List<? extends Number> values) {
        return new HashSet<>(values).size() == 1
                ? plain(values.getFirst())
                : String.join(" ", values.stream().map(SubnetWords::plain).toList());
    }

    private static String plain(Number value) {
        return value.doubleValue() == value.intValue() ? Integer.toString(value.intValue()) : value.toString();
    }
}
