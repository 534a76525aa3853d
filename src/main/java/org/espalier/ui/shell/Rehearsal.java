package org.espalier.ui.shell;

import java.util.function.BiFunction;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.session.Session;
import org.espalier.ui.theme.Appearance;

/// Makes every page once, beside the event thread and for nobody: what a page needs is loaded by then, so that the
/// first
/// visit of the real one does not hold the window up.
///
/// A node may be made on any thread as long as no window shows it; these never are.
final class Rehearsal implements Runnable {

    private final BiFunction<Session, PageId, Page> maker;

    private Rehearsal(BiFunction<Session, PageId, Page> maker) {
        this.maker = maker;
    }

    /// Starts it.
    ///
    /// @param maker makes a page of a session
    static Thread start(BiFunction<Session, PageId, Page> maker) {
        return Thread.ofPlatform().daemon().name("rehearsal").start(new Rehearsal(maker));
    }

    @Override
    public void run() {
        Session nobody = new Session(Preferences.inMemory(), new Appearance());
        for (PageId id : PageId.values()) {
            Controls.skins(maker.apply(nobody, id).view());
        }
        nobody.tasks().close();
    }
}
