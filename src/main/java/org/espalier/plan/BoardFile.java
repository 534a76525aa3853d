package org.espalier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;

/// Board descriptions in JSON, checked for what planner, linker and start-up code take for granted.
final class BoardFile {

    /// Sources of every project beside the board's own, which has the board's id for a name.
    private static final List<String> SOURCES = List.of("link", "main", "memory");

    /// Where peripherals begin, and memories outside the chip after them.
    private static final long PERIPHERALS = 0x40000000L;

    /// A file of another place could be anyone's, and OpenOCD runs what is in it.
    private static final String OPENOCD_FILES =
            "(board|interface|target)/[A-Za-z0-9_-]+\\.cfg( (board|interface|target)/[A-Za-z0-9_-]+\\.cfg)*";

    private static final String GAP = "a list, or what is in one, is missing";

    private BoardFile() {}

    /// The board a file describes.
    ///
    /// @throws WorkbenchException if the file is missing, or a value is missing or cannot be
    static Board read(Path file) {
        return of(file.toString(), Json.read(file));
    }

    /// @param where what messages call it
    static Board of(String where, JsonNode tree) {
        try {
            Board board = Json.mapper().treeToValue(tree, Board.class);
            if (board == null) {
                throw refuse(where, "describes no board");
            }
            check(where, board);
            return board;
        } catch (JsonProcessingException e) {
            throw refuse(where, e.getCause() instanceof NullPointerException ? GAP : e.getOriginalMessage());
        } catch (NullPointerException e) {
            throw refuse(where, GAP);
        }
    }

    private static void check(String where, Board b) {
        for (Object value : new Object[] {b.id(), b.name(), b.mcu(), b.core(), b.fpu(), b.flash(), b.cache()}) {
            require(where, value != null, "id, name, mcu, core, fpu, flash and cache are needed");
        }
        require(where, b.serial() != null && b.flashing() != null, "serial and flashing are needed");
        require(
                where,
                b.id().matches("[a-z0-9][a-z0-9-]{0,63}"),
                "the id '" + b.id() + "' is not made of a-z, 0-9 and -");
        require(where, !SOURCES.contains(b.id()), "the id '" + b.id() + "' is the name of a source of every project");
        require(
                where,
                b.mcu().matches("STM32(F4|F7|H7|L4|U5)[A-Z0-9]*"),
                "there is no start-up code for '" + b.mcu() + "': STM32F4, F7, H7, L4 and U5 have one");
        require(
                where,
                b.flashing().openOcd() != null && b.flashing().openOcd().matches(OPENOCD_FILES),
                "flashing.openOcd names no files of OpenOCD's own, such as board/st_nucleo_f7.cfg");
        require(where, b.flashing().chipId() != null, "flashing.chipId is needed; empty if it is not known");
        require(where, b.flashing().volume() != null, "flashing.volume is needed; empty if there is none");
        memories(where, b);
        require(
                where,
                b.crystalHertz() >= 0 && b.crystalHertz() <= 50_000_000,
                "its crystal has " + b.crystalHertz() + " Hz");
        require(where, b.serial().tx() != null && b.serial().tx().matches("P[A-K](\\d|1[0-5])"), "serial.tx is no pin");
        require(where, b.serial().rx() != null && b.serial().rx().matches("P[A-K](\\d|1[0-5])"), "serial.rx is no pin");
        require(
                where,
                b.serial().port() != null && b.serial().port().matches("USART1|USART3|LPUART1"),
                "serial.port is none of USART1, USART3 and LPUART1");
        require(
                where,
                b.serial().alternateFunction() >= 0 && b.serial().alternateFunction() < 16,
                "serial.alternateFunction is none");
        require(where, b.serial().baud() >= 1200 && b.serial().baud() <= 4_000_000, "serial.baud is none");
        ChipFamily.objection(b).ifPresent(what -> {
            throw refuse(where, what);
        });
        b.external().forEach(outside -> checkOutside(where, outside, b));
    }

    private static void memories(String where, Board b) {
        Board.Flash flash = b.flash();
        require(where, flash.bytes() > 0 && flash.bytes() <= 1 << 26, "its flash has " + flash.bytes() + " bytes");
        onChip(where, "its flash", flash.address(), flash.bytes());
        long sectors = 0;
        for (Board.Sectors run : flash.sectors()) {
            require(
                    where,
                    run.count() > 0 && run.bytes() > 0 && run.bytes() <= flash.bytes(),
                    "its flash has a run of " + run.count() + " sectors of " + run.bytes() + " bytes");
            sectors += run.count() * run.bytes();
        }
        require(where, sectors == flash.bytes(), "its sectors hold " + sectors + " bytes, its flash " + flash.bytes());
        require(where, b.cache().instructionBytes() >= 0 && b.cache().dataBytes() >= 0, "its cache is less than none");
        require(where, !b.ram().isEmpty(), "it has no RAM");
        long end = 0;
        for (Board.Region region : b.ram()) {
            require(where, region.name() != null, "a memory has no name");
            require(where, region.address() >= end, "its RAM is not in the order of addresses, or overlaps");
            require(
                    where,
                    region.bytes() > 0 && region.bytes() <= 1 << 28 && region.bytes() % 1024 == 0,
                    "'" + region.name() + "' has " + region.bytes() + " bytes");
            onChip(where, "'" + region.name() + "'", region.address(), region.bytes());
            require(
                    where,
                    region.address() >= flash.address() + flash.bytes()
                            || region.address() + region.bytes() <= flash.address(),
                    "'" + region.name() + "' overlaps its flash");
            end = region.address() + region.bytes();
        }
    }

    private static void onChip(String where, String what, long address, long bytes) {
        boolean reachable = address >= 0 && address <= (1L << 32) - bytes;
        require(where, reachable, what + " is not where a core of 32 bits reaches it");
        require(
                where,
                address + bytes <= PERIPHERALS,
                what + " is not below 0x40000000, where chips have their memory");
    }

    private static void checkOutside(String where, Board.External outside, Board board) {
        require(where, outside.name() != null, "a memory has no name");
        String name = "'" + outside.name() + "' ";
        require(
                where,
                outside.kind() != null && outside.kind().matches("flash|ram"),
                name + "is neither flash nor ram");
        boolean ram = outside.kind().equals("ram");
        require(where, ram || !outside.arena(), name + "is a flash: no arena can lie in it");
        require(where, !outside.arena() || outside.sdram() != null, name + "has no sdram, by which it is driven");
        require(where, ram || outside.sdram() == null, name + "is a flash and has sdram");
        require(
                where,
                (outside.sdram() != null) == (ram && !outside.pins().isEmpty()),
                name + "needs both sdram and pins, or neither");
        if (outside.pins().isEmpty()) {
            return;
        }
        for (String pin : outside.pins()) {
            require(
                    where,
                    pin.matches("P[A-K](\\d|1[0-5])/(\\d|1[0-5])"),
                    name + "has '" + pin + "', no pin and function");
        }
        if (outside.sdram() != null) {
            checkSdram(where, name, outside, outside.sdram(), board);
        } else {
            checkQuadSpi(where, name, outside, board);
        }
    }

    private static void checkQuadSpi(String where, String name, Board.External flash, Board board) {
        require(
                where,
                board.mcu().matches("STM32[FH]7.*"),
                name + "has pins, which start-up code drives on the F7 and H7 only");
        require(
                where,
                flash.pins().size() == 6 || flash.pins().size() == 10,
                name + "needs six pins: clock, select, data 0 to 3; or ten, with data 0 to 3 of a second chip");
        require(
                where,
                Long.bitCount(flash.bytes()) == 1 && flash.bytes() >= 1 << 16 && flash.bytes() <= 1 << 28,
                name + "has " + flash.bytes() + " bytes, no power of two up to 256 MB");
        require(where, flash.address() == 0x90000000L, name + "is not at 0x90000000, where the controller shows it");
    }

    private static void checkSdram(String where, String name, Board.External ram, Board.Sdram sdram, Board board) {
        require(
                where,
                board.mcu().matches("STM32(F4|F7|H7).*"),
                name + "has pins, which start-up code drives on the F4, F7 and H7 only");
        boolean shape = sdram.columnBits() >= 8
                && sdram.columnBits() <= 11
                && sdram.rowBits() >= 11
                && sdram.rowBits() <= 13
                && (sdram.banks() == 2 || sdram.banks() == 4)
                && (sdram.dataBits() == 8 || sdram.dataBits() == 16 || sdram.dataBits() == 32);
        require(where, shape, name + "has a shape that the controller cannot drive");
        require(
                where,
                sdram.bytes() == ram.bytes(),
                name + "has " + ram.bytes() + " bytes, its columns, rows, banks and data lines make " + sdram.bytes());
        require(
                where,
                ram.address() == 0xC0000000L + (sdram.bank() - 1) * 0x10000000L
                        && (sdram.bank() == 1 || sdram.bank() == 2),
                name + "is not at 0xC0000000 (bank 1) or 0xD0000000 (bank 2), where the controller shows it");
        boolean clocks = sdram.casLatency() >= 1
                && sdram.casLatency() <= 3
                && (sdram.clockDivider() == 2 || sdram.clockDivider() == 3)
                && sdram.readPipe() >= 0
                && sdram.readPipe() <= 2;
        require(where, clocks, name + "has clocks that the controller cannot make");
        boolean timing = sdram.timing().size() == 7 && sdram.timing().stream().allMatch(t -> t >= 1 && t <= 16);
        require(where, timing, name + "needs seven timings of 1 to 16 clocks");
    }

    private static void require(String where, boolean holds, String otherwise) {
        if (!holds) {
            throw refuse(where, otherwise);
        }
    }

    private static WorkbenchException refuse(String where, String what) {
        return WorkbenchException.input(
                "plan.board.malformed",
                where + ": " + what,
                "Start from a description that works: espalier's own are listed in the guide, page Adding a board.");
    }
}
