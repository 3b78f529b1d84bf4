package dev.coatcheck.internal.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a setting's text may be shown in messages and log lines. */
public final class Redaction {
    /** What stands in place of a secret. */
    public static final String HIDDEN = "***";

    private static final Pattern SECRET_KEY = Pattern.compile("(?i)passw|secret|token");
    private static final Pattern URL_KEY = Pattern.compile("(?i)ur[li]");

    private static final String HOST = "(?:[A-Za-z0-9._-]++|\\[[0-9A-Fa-f:.]++])(?::[0-9]{1,5}+)?";

    /** Scheme, login, hosts with their ports and a number as path, parameters. */
    private static final Pattern PLAIN_URL = Pattern.compile("((?i:[a-z][a-z+.-]*+)://)([^@/?#\\s]*+@)?(" + HOST
            + "(?:," + HOST + ")*+(?:/[0-9]{0,5})?)(\\?[^@#\\s]*+)?");

    /** Up to where a URL begins to tell, in a text that may hold more. */
    private static final Pattern SCHEME = Pattern.compile("^[^@]*?:/+");

    private Redaction() {}

    /** Whether a key says that its text is a secret: password, secret or token is part of it. */
    public static boolean isSecretKey(String key) {
        return SECRET_KEY.matcher(key).find();
    }

    /** Whether a key says that its text is a URL. One that cannot be parsed may have a password anywhere. */
    public static boolean isUrlKey(String key) {
        return URL_KEY.matcher(key).find();
    }

    /**
     * A text without what may be a password: the login and the parameters of a plain URL, all behind the scheme of any
     * other, and what follows a word such as password.
     */
    public static String withoutPassword(String text) {
        Matcher url = PLAIN_URL.matcher(text);
        if (url.matches()) {
            return url.group(1)
                    + (url.group(2) == null ? "" : HIDDEN + "@")
                    + url.group(3)
                    + (url.group(4) == null ? "" : "?" + HIDDEN);
        }
        Matcher scheme = SCHEME.matcher(text);
        if (scheme.find()) {
            return scheme.group() + HIDDEN;
        }
        return text.indexOf('@') >= 0 ? HIDDEN : text.replaceAll("(?is)(passw[a-z]*|secret|token)=.*", "$1=" + HIDDEN);
    }
}
