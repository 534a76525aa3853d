package org.espalier.format.pytorch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.espalier.tensor.DType;
import org.jspecify.annotations.Nullable;

/// Reads a pickled dictionary of tensors without running it: an interpreter of the opcodes that PyTorch's pickles
/// consist of (Python's pickletools, protocol 2 to 4), with a fixed list of names.
final class TensorTable {

    private static final Map<String, DType> STORAGES = Map.of(
            "FloatStorage", DType.F32,
            "HalfStorage", DType.F16,
            "BFloat16Storage", DType.BF16,
            "DoubleStorage", DType.F64,
            "LongStorage", DType.I64,
            "IntStorage", DType.I32,
            "ShortStorage", DType.I16,
            "CharStorage", DType.I8,
            "ByteStorage", DType.U8,
            "BoolStorage", DType.BOOL);
    private static final Set<String> CALLS =
            Set.of("collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter");

    private static final int MOST_MADE = 5_000_000;

    private final ByteBuffer pickle;
    private final Torn torn;
    private final List<Object> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int made;

    private TensorTable(ByteBuffer pickle, Torn torn) {
        this.pickle = pickle.order(ByteOrder.LITTLE_ENDIAN);
        this.torn = torn;
    }

    /// What stands for Python's None.
    private enum Nothing {
        NONE
    }

    /// A name that may be called or used as a type.
    private record Name(String full) {}

    /// A run of raw numbers in the archive.
    record Storage(DType type, String key, long elements) {}

    /// A tensor on a storage, row-major without gaps.
    ///
    /// @param offset its first element
    record Stored(Storage storage, long offset, List<Long> shape) {}

    /// The tensors of a pickled dictionary, in its order.
    static SequencedMap<String, Stored> read(ByteBuffer pickle, Torn torn) {
        TensorTable table = new TensorTable(pickle, torn);
        Object root = table.run();
        if (!(root instanceof Map<?, ?> dictionary)) {
            throw torn.because("its pickle is no dictionary of tensors");
        }
        SequencedMap<String, Stored> tensors = new LinkedHashMap<>();
        dictionary.forEach((key, value) -> {
            if (!(key instanceof String name) || !(value instanceof Stored tensor)) {
                throw torn.because("entry '" + key + "' of its dictionary is no tensor");
            }
            tensors.put(name, tensor);
        });
        return tensors;
    }

    private Object run() {
        while (true) {
            int code = pickle.get() & 0xff;
            switch (code) {
                case 0x80 -> pickle.get(); // PROTO
                case 0x95 -> pickle.getLong(); // FRAME
                case '.' -> {
                    return pop();
                }
                case '(' -> {
                    count();
                    marks.add(stack.size());
                }
                case '0' -> pop();
                case '}' -> push(new LinkedHashMap<>());
                case ']' -> push(new ArrayList<>());
                case ')' -> push(List.of());
                case 'N' -> push(Nothing.NONE);
                case 0x88 -> push(true);
                case 0x89 -> push(false);
                case 'K' -> push((long) (pickle.get() & 0xff));
                case 'M' -> push((long) (pickle.getShort() & 0xffff));
                case 'J' -> push((long) pickle.getInt());
                case 0x8a -> push(integer(pickle.get() & 0xff));
                case 'G' -> push(pickle.order(ByteOrder.BIG_ENDIAN).getDouble());
                case 'X' -> push(text(pickle.getInt()));
                case 0x8c -> push(text(pickle.get() & 0xff));
                case 'q' -> memo.put(pickle.get() & 0xff, top());
                case 'r' -> memo.put(pickle.getInt(), top());
                case 0x94 -> memo.put(memo.size(), top());
                case 'h' -> push(remembered(pickle.get() & 0xff));
                case 'j' -> push(remembered(pickle.getInt()));
                case 't' -> push(List.copyOf(sinceMark()));
                case 0x85 -> push(tuple(1));
                case 0x86 -> push(tuple(2));
                case 0x87 -> push(tuple(3));
                case 'a' -> {
                    Object item = pop();
                    list(top()).add(item);
                }
                case 'e' -> {
                    List<Object> items = sinceMark();
                    list(top()).addAll(items);
                }
                case 's' -> {
                    Object value = pop();
                    Object key = pop();
                    set(top(), key, value);
                }
                case 'u' -> {
                    List<Object> items = sinceMark();
                    for (int i = 0; i + 1 < items.size(); i += 2) {
                        set(top(), items.get(i), items.get(i + 1));
                    }
                }
                case 'c' -> push(name(line(), line()));
                case 0x93 -> {
                    String last = (String) pop();
                    push(name((String) pop(), last));
                }
                case 'Q' -> push(storage(pop()));
                case 'R' -> {
                    List<?> arguments = (List<?>) pop();
                    push(call((Name) pop(), arguments));
                }
                case 'b' -> pop(); // BUILD: attributes of a dictionary, such as versions of modules
                default -> throw torn.because(String.format("its pickle has the unknown opcode 0x%02x", code));
            }
            pickle.order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private void push(Object value) {
        count();
        stack.add(value);
    }

    /// Every byte of a pickle may make an object of many.
    private void count() {
        if (++made > MOST_MADE) {
            throw torn.because("its pickle makes more than " + MOST_MADE + " objects, which no model has");
        }
    }

    private Object pop() {
        if (!marks.isEmpty() && marks.getLast() >= stack.size()) {
            throw new IndexOutOfBoundsException("the stack is empty");
        }
        return stack.removeLast();
    }

    private Object top() {
        return stack.get(stack.size() - 1);
    }

    private List<Object> sinceMark() {
        if (marks.isEmpty()) {
            throw new IndexOutOfBoundsException("there is no mark");
        }
        List<Object> tail = stack.subList(marks.removeLast(), stack.size());
        List<Object> items = new ArrayList<>(tail);
        tail.clear();
        return items;
    }

    private List<Object> tuple(int length) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            items.addFirst(pop());
        }
        return List.copyOf(items);
    }

    private Object remembered(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw torn.because("its pickle remembers nothing under " + index);
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    /// Keys are texts or numbers; whatever else a key may be has no meaning here and could refer to itself.
    @SuppressWarnings("unchecked")
    private void set(Object dictionary, Object key, Object value) {
        if (!(key instanceof String || key instanceof Long)) {
            throw torn.because("its pickle has a dictionary whose keys are no texts");
        }
        ((Map<Object, Object>) dictionary).put(key, value);
    }

    private long integer(int length) {
        if (length > 8) {
            throw torn.because("its pickle has a number of " + length + " bytes");
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (pickle.get() & 0xffL) << (8 * i);
        }
        int unused = 64 - 8 * length;
        return length == 0 ? 0 : value << unused >> unused;
    }

    private String text(int length) {
        if (length < 0 || length > pickle.remaining()) {
            throw torn.because("its pickle is cut off");
        }
        byte[] bytes = new byte[length];
        pickle.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (int c = pickle.get(); c != '\n'; c = pickle.get()) {
            line.append((char) (c & 0xff));
        }
        return line.toString();
    }

    private Name name(String module, String name) {
        String full = module + "." + name;
        if (CALLS.contains(full) || (module.equals("torch") && STORAGES.containsKey(name))) {
            return new Name(full);
        }
        throw torn.refused("'" + (full.length() > 100 ? full.substring(0, 100) : full) + "'");
    }

    /// ('storage', type, key, device, elements).
    private Storage storage(Object id) {
        List<?> parts = (List<?>) id;
        DType type = parts.size() == 5 && parts.get(0).equals("storage") && parts.get(1) instanceof Name name
                ? STORAGES.get(name.full().substring("torch.".length()))
                : null;
        if (type == null) {
            throw torn.refused("a persistent object that is no storage");
        }
        return new Storage(type, (String) parts.get(2), (Long) parts.get(4));
    }

    private Object call(Name name, List<?> arguments) {
        return switch (name.full()) {
            case "collections.OrderedDict" -> dictionary(arguments);
            case "torch._utils._rebuild_tensor_v2" ->
                tensor((Storage) arguments.get(0), (Long) arguments.get(1), arguments.get(2), arguments.get(3));
            case "torch._utils._rebuild_parameter" -> arguments.get(0);
            default -> throw torn.refused("a call of '" + name.full() + "'");
        };
    }

    private Map<Object, Object> dictionary(List<?> arguments) {
        if (!arguments.isEmpty() && !(arguments.get(0) instanceof List<?> items && items.isEmpty())) {
            throw torn.because("its pickle fills a dictionary in an unusual way");
        }
        return new LinkedHashMap<>();
    }

    private Stored tensor(Storage storage, long offset, Object shape, Object stride) {
        List<Long> dims = longs(shape);
        List<Long> strides = longs(stride);
        long elements = 1;
        for (int i = dims.size() - 1; i >= 0; i--) {
            if (dims.get(i) < 0 || strides.size() != dims.size()) {
                throw torn.because("its pickle has a tensor of impossible shape");
            }
            if (dims.get(i) != 1 && elements > 0 && strides.get(i) != elements) {
                throw torn.because("its pickle has a tensor that is a view with gaps, or transposed");
            }
            elements = Math.multiplyExact(elements, dims.get(i));
        }
        if (offset < 0 || elements > storage.elements() - offset) {
            throw torn.because("its pickle has a tensor larger than its storage");
        }
        return new Stored(storage, offset, dims);
    }

    private static List<Long> longs(@Nullable Object tuple) {
        List<Long> values = new ArrayList<>();
        for (Object value : (List<?>) java.util.Objects.requireNonNull(tuple)) {
            values.add((Long) value);
        }
        return values;
    }
}
