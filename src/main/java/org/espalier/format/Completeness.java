package org.espalier.format;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds what a file left out of a record: Jackson leaves a component null where the file has no such field, and only
/// `@Nullable` ones may be.
final class Completeness {

    /// Reflection makes everything it tells anew each time, and a plan has thousands of records of few types.
    private static final ClassValue<List<Component>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .filter(component -> !component.getType().isPrimitive())
                    .map(Component::of)
                    .toList();
        }
    };

    private Completeness() {}

    private record Component(String name, Method accessor, AnnotatedType type) {

        static Component of(RecordComponent component) {
            component.getAccessor().setAccessible(true);
            return new Component(component.getName(), component.getAccessor(), component.getAnnotatedType());
        }

        @Nullable
        Object read(Record value) {
            try {
                return accessor.invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a record's component cannot be read: " + accessor, e);
            }
        }
    }

    private record Part(String path, @Nullable Object value, AnnotatedType type) {}

    /// The path of the first component that is null and must not be ("steps[3].name"), if there is one.
    static Optional<String> firstGap(Record root) {
        Deque<Part> open = new ArrayDeque<>(components("", root));
        while (!open.isEmpty()) {
            Part part = open.removeFirst();
            Object value = part.value();
            if (value == null) {
                if (!part.type().isAnnotationPresent(Nullable.class)) {
                    return Optional.of(part.path());
                }
            } else if (value instanceof Record inner) {
                open.addAll(components(part.path() + ".", inner));
            } else if (value instanceof Collection<?> items) {
                int index = 0;
                for (Object item : items) {
                    open.add(new Part(part.path() + "[" + index++ + "]", item, argument(part.type(), 0)));
                }
            } else if (value instanceof Map<?, ?> entries) {
                entries.forEach(
                        (key, item) -> open.add(new Part(part.path() + "." + key, item, argument(part.type(), 1))));
            }
        }
        return Optional.empty();
    }

    private static List<Part> components(String path, Record value) {
        return COMPONENTS.get(value.getClass()).stream()
                .map(component -> new Part(path + component.name(), component.read(value), component.type()))
                .toList();
    }

    private static AnnotatedType argument(AnnotatedType type, int index) {
        return type instanceof AnnotatedParameterizedType generic
                        && generic.getAnnotatedActualTypeArguments().length > index
                ? generic.getAnnotatedActualTypeArguments()[index]
                : type;
    }
}
