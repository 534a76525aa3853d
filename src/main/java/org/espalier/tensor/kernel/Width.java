package org.espalier.tensor.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

/// Makes classes for one vector width out of one source.
///
/// The compiler turns vector code into instructions only where the width is a constant. A kernel class is therefore
/// defined once for each width, as a hidden class whose class data is the width; its static fields are constants made
/// of it.
///
/// @param bits of a vector: 128, 256 or 512
record Width(int bits) {

    /// A kernel of the class, made for this width.
    ///
    /// @param <K> an interface or a class above the template: the hidden class is no subclass of it
    <K> K define(Class<? extends K> template) {
        String file = template.getSimpleName() + ".class";
        try (InputStream stream = template.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            MethodHandles.Lookup hidden =
                    MethodHandles.lookup().defineHiddenClassWithClassData(stream.readAllBytes(), this, true);
            @SuppressWarnings("unchecked") // The template's own supertypes are the hidden class's.
            K kernel = (K) hidden.lookupClass().getDeclaredConstructor().newInstance();
            return kernel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(file + " cannot be defined for " + this, e);
        }
    }

    /// The width a hidden class was made for; of the template itself, which nobody uses, the smallest.
    static Width of(MethodHandles.Lookup lookup) {
        try {
            Width width = MethodHandles.classData(lookup, "_", Width.class);
            return width == null ? new Width(128) : width;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
