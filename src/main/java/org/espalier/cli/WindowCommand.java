package org.espalier.cli;

import java.util.concurrent.Callable;
import org.espalier.ui.shell.WindowLauncher;
import picocli.CommandLine.Command;

/// What the program is without a word, where there is a display: the window. It needs none of the commands, and making
/// their tree would take a fifth of a second before its first page.
@Command(name = "espalier")
final class WindowCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        WindowLauncher.launch(null);
        return Terminal.DONE;
    }
}
