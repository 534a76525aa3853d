package org.espalier.board.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.espalier.task.WorkbenchException;

/// What goes into flash, and the names for it.
///
/// @param base the address of the first byte
/// @param bytes the flash content from there on, gaps filled with 0xFF as erased flash reads
/// @param code the part of it that holds instructions, as offsets from `base`
/// @param symbols names of functions and variables; empty for a raw image
/// @param outside what lies in a flash outside the chip
@SuppressWarnings("ArrayRecordComponent") // up to a megabyte that nobody compares
public record FirmwareImage(long base, byte[] bytes, CodeRange code, Symbols symbols, Outside outside) {

    /// Content of a flash outside the chip.
    ///
    /// @param base the address of the first byte
    public record Outside(long base, byte[] bytes) {
        /// Nothing.
        public static final Outside NONE = new Outside(0, new byte[0]);
    }

    /// An image in the chip's own flash.
    public FirmwareImage(long base, byte[] bytes, CodeRange code, Symbols symbols) {
        this(base, bytes, code, symbols, Outside.NONE);
    }

    /// Bytes in both.
    public int size() {
        return bytes.length + outside.bytes().length;
    }

    /// CRC-32 of the chip's own flash and then of what lies outside.
    public long crc32() {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        crc.update(outside.bytes());
        return crc.getValue();
    }

    /// Offsets `[first, end)` into an image.
    public record CodeRange(int first, int end) {}

    private static final long LARGEST_FILE = 160L << 20;

    /// Reads an ELF file: flash content by physical address, as a programmer would write it.
    ///
    /// @throws WorkbenchException if the file is missing or no 32-bit little-endian ARM executable
    public static FirmwareImage elf(Path file) {
        return new ElfReader(file.getFileName().toString(), read(file)).read();
    }

    /// Reads a raw image that starts at `base`.
    ///
    /// @throws WorkbenchException if the file is missing or empty
    public static FirmwareImage raw(Path file, long base) {
        byte[] bytes = read(file);
        if (bytes.length == 0) {
            throw WorkbenchException.input(
                    "board.image.empty", file + ": the image is empty", "Build the firmware again.");
        }
        return new FirmwareImage(base, bytes, new CodeRange(0, bytes.length), Symbols.NONE);
    }

    private static byte[] read(Path file) {
        try {
            long size = Files.size(file);
            if (size > LARGEST_FILE) {
                throw WorkbenchException.input(
                        "board.image.large",
                        file + ": " + size + " bytes, more than any microcontroller's image",
                        "Name the firmware that mcu firmware built.");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw WorkbenchException.input(
                    "board.image.missing", file + ": no such file", "Build the firmware: espalier mcu firmware.", e);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "board.image.unreadable", file + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
        }
    }
}
