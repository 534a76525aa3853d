package org.espalier.ui.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.espalier.workbench.project.Installation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "ROOT/assets/net is there already, assets/net is there already",
                "cannot write to ROOT, cannot write to the installation's folder",
                "ROOT: no space left, the installation's folder: no space left",
                "it is ROOT., it is the installation's folder.",
                "ROOT-old/net, ROOT-old/net",
                "ROOT.old/net, ROOT.old/net",
                "/mntROOT/net, /mntROOT/net",
            })
    void pathsBelowTheInstallationAreShortAndNoOthers(String text, String shown) {
        String root = Installation.root().toString();
        assertEquals(shown.replace("ROOT", root), Places.in(text.replace("ROOT", root)));
    }
}
