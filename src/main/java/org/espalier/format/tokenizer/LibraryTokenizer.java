package org.espalier.format.tokenizer;

/// A tokenizer whose library knows pieces but not which of them begin and end a sequence: the model's folder says that.
abstract class LibraryTokenizer implements TextTokenizer {

    private final SpecialTokens special;

    LibraryTokenizer(SpecialTokens special) {
        this.special = special;
    }

    @Override
    public final int bos() {
        return special.bos();
    }

    @Override
    public final int eos() {
        return special.ends().getFirst();
    }

    @Override
    public final boolean ends(int id) {
        return special.ends().contains(id);
    }
}
