package org.espalier.board.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// A serial port of this machine: 8 bits, no parity, one stop bit.
public final class SerialPortLink implements BoardLink {

    /// The code of the error that tells that the port went away.
    public static final String GONE = "board.port.gone";

    private static final int SLICE_MILLIS = 50;
    private static final int BUFFER = 4096;

    private final SerialPort port;
    private final String path;

    private SerialPortLink(SerialPort port, String path) {
        this.port = port;
        this.path = path;
    }

    /// Opens a port and drops what waits in it.
    ///
    /// @throws WorkbenchException if there is no such port, it may not be used, or another program holds it
    public static SerialPortLink open(String path, int baud) {
        SerialPort port;
        try {
            port = SerialPort.getCommPort(path);
        } catch (SerialPortInvalidPortException e) {
            throw WorkbenchException.tool(
                    "board.port.missing",
                    path + ": there is no such serial port",
                    "Connect the board; espalier board list shows the ports there are.",
                    e);
        }
        port.setComPortParameters(baud, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
        port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, SLICE_MILLIS, 0);
        if (!port.openPort()) {
            throw refusal(path);
        }
        port.flushIOBuffers();
        return new SerialPortLink(port, path);
    }

    private static WorkbenchException refusal(String path) {
        Path file = Path.of(path);
        if (Files.exists(file) && !(Files.isReadable(file) && Files.isWritable(file))) {
            return WorkbenchException.tool(
                    "board.port.permission",
                    path + ": you may not use this serial port",
                    "Join the group that owns it and log in again: sudo usermod -aG dialout $USER");
        }
        String holder = PortHolder.of(file);
        return WorkbenchException.tool(
                "board.port.busy",
                path + ": the serial port cannot be opened" + (holder.isEmpty() ? "" : ", it is held by " + holder),
                "Close the program that uses it, or re-plug the board.");
    }

    @Override
    public String name() {
        return path;
    }

    @Override
    public void write(byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            int count = port.writeBytes(bytes, bytes.length - done, done);
            if (count <= 0) {
                throw gone();
            }
            done += count;
        }
    }

    @Override
    public boolean changeSpeed(int speed) {
        return port.setBaudRate(speed) && port.flushIOBuffers();
    }

    @Override
    public byte[] read(Duration patience, TaskContext context) {
        byte[] buffer = new byte[BUFFER];
        long deadline = System.nanoTime() + patience.toNanos();
        do {
            context.checkCancelled();
            int count = port.readBytes(buffer, buffer.length);
            if (count < 0 || !port.isOpen()) {
                throw gone();
            }
            if (count > 0) {
                return Arrays.copyOf(buffer, count);
            }
        } while (System.nanoTime() - deadline < 0);
        return new byte[0];
    }

    private WorkbenchException gone() {
        return WorkbenchException.tool(
                GONE,
                path + ": the serial port is gone, the board was unplugged or lost power",
                "Plug the board in again and repeat.");
    }

    @Override
    public void close() {
        port.closePort();
    }
}
