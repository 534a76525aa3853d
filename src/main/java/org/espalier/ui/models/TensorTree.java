package org.espalier.ui.models;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.scene.control.TreeItem;
import org.espalier.tensor.DType;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.ModelInspectStep;

/// Arranges a model's tensors as component > block > matrix.
final class TensorTree {

    private static final Pattern BLOCK = Pattern.compile("(?:^|.*\\.)(?:layers|blocks)\\.(\\d+)\\.(.+)");

    private TensorTree() {}

    static TreeItem<TensorRow> of(ModelInspectStep.Result model) {
        Map<String, Map<String, List<TreeItem<TensorRow>>>> groups = new LinkedHashMap<>();
        Map<String, String> prefixes = prefixes(model.tensors());
        for (ModelInspectStep.Tensor tensor : model.tensors()) {
            Matcher block = BLOCK.matcher(tensor.name());
            boolean inBlock = block.matches();
            String apart = tensor.name()
                    .substring(prefixes.getOrDefault(tensor.component(), "").length());
            String group = inBlock ? Words.of("models.block", block.group(1)) : "";
            groups.computeIfAbsent(tensor.component(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(group, _ -> new ArrayList<>())
                    .add(new TreeItem<>(leaf(tensor, inBlock ? block.group(2) : apart)));
        }
        TreeItem<TensorRow> root = new TreeItem<>();
        groups.forEach((component, blocks) -> {
            List<TreeItem<TensorRow>> children = new ArrayList<>();
            blocks.forEach((name, tensors) -> {
                if (name.isEmpty()) {
                    children.addAll(tensors);
                } else {
                    children.add(group(name, tensors));
                }
            });
            root.getChildren().add(group(component.replace('_', ' '), children));
        });
        return root;
    }

    /// What the names of a component's tensors all begin with, up to a dot: the tree has said it already.
    private static Map<String, String> prefixes(List<ModelInspectStep.Tensor> tensors) {
        Map<String, String> prefixes = new LinkedHashMap<>();
        for (ModelInspectStep.Tensor tensor : tensors) {
            String parent = tensor.name().substring(0, tensor.name().lastIndexOf('.') + 1);
            prefixes.merge(tensor.component(), parent, TensorTree::common);
        }
        return prefixes;
    }

    private static String common(String a, String b) {
        int same = 0;
        for (int i = 0; i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i); i++) {
            if (a.charAt(i) == '.') {
                same = i + 1;
            }
        }
        return a.substring(0, same);
    }

    private static TensorRow leaf(ModelInspectStep.Tensor tensor, String name) {
        long elements = tensor.shape().stream().reduce(1L, (a, b) -> a * b);
        DType dtype = DType.parse(tensor.dtype());
        long bytes = dtype == null ? 0 : elements * dtype.bits() / 8;
        return new TensorRow(
                name, tensor.name(), tensor.shape().toString(), tensor.dtype(), elements, bytes, tensor.zeros());
    }

    private static TreeItem<TensorRow> group(String name, List<TreeItem<TensorRow>> children) {
        long parameters = 0;
        long bytes = 0;
        long zeros = 0;
        boolean counted = true;
        for (TreeItem<TensorRow> child : children) {
            TensorRow row = child.getValue();
            parameters += row.parameters();
            bytes += row.bytes();
            Long its = row.zeros();
            counted &= its != null;
            zeros += its == null ? 0 : its;
        }
        String size = Words.count("models.items", children.size());
        TreeItem<TensorRow> item =
                new TreeItem<>(new TensorRow(name, null, size, "", parameters, bytes, counted ? zeros : null));
        item.getChildren().setAll(children);
        return item;
    }
}
