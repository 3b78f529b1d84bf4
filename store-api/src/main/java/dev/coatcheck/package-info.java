/**
 * What applications use: {@link dev.coatcheck.SessionManager}, {@link dev.coatcheck.Session} and
 * {@link dev.coatcheck.Key}.
 */
@NullMarked
package dev.coatcheck;

import org.jspecify.annotations.NullMarked;
