package org.espalier.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// What an option's text stands for; a text that stands for nothing is refused in the user's terms.
final class OptionValues {

    private OptionValues() {}

    /// Lets a command line and all commands it has read values so.
    static void register(CommandLine line) {
        line.registerConverter(Path.class, OptionValues::path);
        number(line, int.class, Integer.class, Integer::valueOf, "is no whole number up to " + Integer.MAX_VALUE);
        number(line, long.class, Long.class, Long::valueOf, "is no whole number up to " + Long.MAX_VALUE);
        number(line, double.class, Double.class, Double::valueOf, "is no number");
    }

    private static <T> void number(
            CommandLine line, Class<T> primitive, Class<T> boxed, Function<String, T> reader, String wrong) {
        ITypeConverter<T> converter = text -> {
            try {
                return reader.apply(text.strip());
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' " + wrong);
            }
        };
        line.registerConverter(primitive, converter);
        line.registerConverter(boxed, converter);
    }

    /// An empty path means the folder one works in to the system, and a variable without a value to whoever wrote it.
    private static Path path(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("the path is empty; a variable without a value makes one");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' is no path: " + e.getReason());
        }
    }
}
