package org.espalier.format.safetensors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The first eight bytes of a file: the header's length, checked before anything is read or allocated.
final class Preamble {

    /// The limit of the reference implementation, reading and writing.
    static final int LARGEST_HEADER = 100_000_000;

    static final int LENGTH = 8;

    private static final ValueLayout.OfLong COUNT = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private record Foreign(String start, String code, String what, String remedy) {}

    /// What people save under this name by accident, by how it begins.
    private static final List<Foreign> FOREIGN = List.of(
            new Foreign(
                    "version https://git-lfs",
                    "lfs-pointer",
                    "this is a Git LFS pointer, not the weights",
                    "Run 'git lfs pull' in the model's folder, or download the file itself."),
            new Foreign(
                    "PK\u0003\u0004",
                    "pickle",
                    "this is a PyTorch archive, not a safetensors file",
                    "Convert it with the safetensors library; pickles can run code and are not opened."),
            new Foreign(
                    "GGUF",
                    "gguf",
                    "this is a GGUF file, not a safetensors file",
                    "Use the model's original Hugging Face checkpoint."),
            new Foreign(
                    "<!DOCTYPE",
                    "web-page",
                    "this is a web page, not the weights",
                    "The download was answered with a page: log in or accept the licence, then download again."),
            new Foreign(
                    "<html",
                    "web-page",
                    "this is a web page, not the weights",
                    "The download was answered with a page: log in or accept the licence, then download again."));

    private Preamble() {}

    /// The length of the header.
    ///
    /// @throws org.espalier.task.WorkbenchException if the file is none of ours, or the length cannot be right
    static long headerLength(MemorySegment file, Refusal refusal) {
        checkForeign(file, refusal);
        if (file.byteSize() < LENGTH) {
            throw refusal.because(
                    "header-too-small",
                    "the file has " + file.byteSize() + " bytes; a safetensors file has at least 8",
                    Refusal.AGAIN);
        }
        long length = file.get(COUNT, 0);
        if (Long.compareUnsigned(length, LARGEST_HEADER) > 0) {
            throw refusal.because(
                    "header-too-large",
                    "the header claims " + Long.toUnsignedString(length) + " bytes; at most " + LARGEST_HEADER
                            + " are allowed",
                    "Check that this is a safetensors file. " + Refusal.AGAIN);
        }
        if (length > file.byteSize() - LENGTH) {
            throw refusal.because(
                    "header-length",
                    "the header claims " + length + " bytes, but only " + (file.byteSize() - LENGTH)
                            + " follow: the file is cut short",
                    "Download or copy the file again; the last attempt did not finish.");
        }
        return length;
    }

    private static void checkForeign(MemorySegment file, Refusal refusal) {
        byte[] start = file.asSlice(0, Math.min(32, file.byteSize())).toArray(ValueLayout.JAVA_BYTE);
        String text = new String(start, StandardCharsets.ISO_8859_1);
        for (Foreign f : FOREIGN) {
            if (text.regionMatches(true, 0, f.start(), 0, f.start().length())) {
                throw refusal.because(f.code(), f.what(), f.remedy());
            }
        }
    }
}
