package org.espalier.ui.theme;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.css.CssMetaData;
import javafx.css.SimpleStyleableObjectProperty;
import javafx.css.StyleConverter;
import javafx.css.Styleable;
import javafx.css.StyleableProperty;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;

/// An invisible node that hands the theme's colours to a control that draws on a canvas.
///
/// The control keeps one as an unmanaged child; style sheets set its `-token-*` properties, and [#revisionProperty()]
/// changes whenever a colour does.
public final class Palette extends Region {

    private static final Map<Token, CssMetaData<Palette, Color>> META = new EnumMap<>(Token.class);
    private static final List<CssMetaData<? extends Styleable, ?>> ALL;

    static {
        for (Token token : Token.values()) {
            META.put(token, new TokenData(token));
        }
        List<CssMetaData<? extends Styleable, ?>> all = new ArrayList<>(Region.getClassCssMetaData());
        all.addAll(META.values());
        ALL = List.copyOf(all);
    }

    private final Map<Token, SimpleStyleableObjectProperty<Color>> colours = new EnumMap<>(Token.class);
    private final ReadOnlyIntegerWrapper revision = new ReadOnlyIntegerWrapper(this, "revision");

    /// An empty palette; its colours arrive with the first style pass.
    public Palette() {
        getStyleClass().add("palette");
        setManaged(false);
        setMouseTransparent(true);
        for (Token token : Token.values()) {
            SimpleStyleableObjectProperty<Color> property =
                    new SimpleStyleableObjectProperty<>(META.get(token), this, token.property(), Color.TRANSPARENT);
            property.addListener((_, _, _) -> revision.set(revision.get() + 1));
            colours.put(token, property);
        }
    }

    /// The colour of `token` in the current theme.
    public Color get(Token token) {
        return property(token).get();
    }

    /// Counts the changes of any colour.
    public ReadOnlyIntegerProperty revisionProperty() {
        return revision.getReadOnlyProperty();
    }

    private SimpleStyleableObjectProperty<Color> property(Token token) {
        return java.util.Objects.requireNonNull(colours.get(token));
    }

    @Override
    public List<CssMetaData<? extends Styleable, ?>> getCssMetaData() {
        return ALL;
    }

    private static final class TokenData extends CssMetaData<Palette, Color> {
        private final Token token;

        TokenData(Token token) {
            super(token.property(), StyleConverter.getColorConverter(), Color.TRANSPARENT);
            this.token = token;
        }

        @Override
        public boolean isSettable(Palette palette) {
            return !palette.property(token).isBound();
        }

        @Override
        public StyleableProperty<Color> getStyleableProperty(Palette palette) {
            return palette.property(token);
        }
    }
}
