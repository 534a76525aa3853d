package org.espalier.ui.prune;

import java.util.List;
import javafx.beans.property.Property;
import org.espalier.ui.session.Edits;
import org.espalier.ui.session.PageId;

/// What the user changes in the form and on the bars, each remembered with what follows from it, so that it can be
/// taken back whole: the share moves the bars, another pattern begins them anew.
final class Changes {

    private final Edits edits;
    private final Bars bars;
    private final List<Property<?>> form;
    private State last;
    private boolean open;
    private boolean quiet;

    /// The page's whole state that is the user's.
    ///
    /// @param form the values of its fields, in their order
    /// @param bars what stands on them
    private record State(List<Object> form, Bars.State bars) {}

    /// Follows the form's fields from now on; what else follows them must do so already.
    Changes(Edits edits, PruneModel model, Bars bars) {
        this.edits = edits;
        this.bars = bars;
        form = List.of(
                model.criterion,
                model.pattern,
                model.rule,
                model.sequential,
                model.samples,
                model.seed,
                model.questions,
                model.languageModel,
                model.visionTower,
                model.projector,
                model.population,
                model.generations,
                model.sparsity);
        last = state();
        form.forEach(field -> field.addListener((_, _, _) -> changed(!model.dragging.get())));
        model.dragging.addListener((_, _, dragging) -> open = dragging);
    }

    private State state() {
        return new State(form.stream().<Object>map(Property::getValue).toList(), bars.state());
    }

    /// Makes a change that is nobody's to take back: another model is shown, or what a run has done.
    void quietly(Runnable change) {
        boolean before = quiet;
        quiet = true;
        try {
            change.run();
        } finally {
            quiet = before;
        }
        if (!quiet) {
            last = state();
        }
    }

    /// Makes a change of its own.
    void make(Runnable change) {
        change.run();
        changed(true);
    }

    /// Makes a part of a drag: all of it is one change, of which `first` begins it.
    void drag(boolean first, Runnable change) {
        open |= first;
        change.run();
        changed(false);
    }

    private void changed(boolean whole) {
        if (quiet) {
            return;
        }
        State now = state();
        if ((whole || open) && !now.equals(last)) {
            edits.begin(PageId.PRUNE, last, this::state, this::restore);
            open = false;
        }
        last = now;
    }

    private void restore(State state) {
        quietly(() -> {
            for (int i = 0; i < form.size(); i++) {
                set(form.get(i), state.form().get(i));
            }
            bars.restore(state.bars());
        });
    }

    /// Field and value come from the same place of one list.
    @SuppressWarnings("unchecked")
    private static <T> void set(Property<T> field, Object value) {
        field.setValue((T) value);
    }
}
