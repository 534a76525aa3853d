/// How the window looks: themes, type size, and the tokens that give each colour its one meaning.
///
/// Style sheets enter; resolved colours leave, for what is drawn rather than styled. Knows no page and no step.
@NullMarked
package org.espalier.ui.theme;

import org.jspecify.annotations.NullMarked;
