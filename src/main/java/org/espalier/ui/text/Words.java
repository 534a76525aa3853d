package org.espalier.ui.text;

import java.util.Locale;
import java.util.ResourceBundle;

/// The window's words, all of them in `words.properties`, looked up by key.
public final class Words {

    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("org.espalier.ui.words", Locale.ROOT);

    private Words() {}

    /// The text of `key`, its `%s` filled with `values` in order.
    ///
    /// @throws java.util.MissingResourceException if the bundle has no such key
    public static String of(String key, Object... values) {
        String text = BUNDLE.getString(key);
        return values.length == 0 ? text : String.format(Locale.ROOT, text, values);
    }

    /// The word for one or for several: `key.one` or `key.many`, with the count as its first value.
    public static String count(String key, long n) {
        return of(key + (n == 1 ? ".one" : ".many"), Numbers.count(n));
    }
}
