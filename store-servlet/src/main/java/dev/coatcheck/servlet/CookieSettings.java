package dev.coatcheck.servlet;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The settings of the cookie. */
public final class CookieSettings {
    /** The cookie's name; without it, see {@link #cookieName}. */
    public static final Setting<Optional<String>> NAME = Setting.text(
                    "coatcheck.cookie.name",
                    "none",
                    "[!#$%&'*+.^_`|~A-Za-z0-9-]{1,100}",
                    "1 to 100 characters of an RFC 6265 cookie name")
            .optional();

    /** Whether browsers keep and send the cookie over HTTPS only. */
    public static final Setting<Boolean> SECURE = Setting.bool("coatcheck.cookie.secure", "true");

    /** The cookie's SameSite attribute. */
    public static final Setting<String> SAME_SITE =
            Setting.text("coatcheck.cookie.same-site", "Lax", "Strict|Lax|None", "Strict, Lax or None");

    /**
     * Whether a request from another site's page may begin, renew or end a session: {@code refuse} or {@code allow}.
     */
    public static final Setting<String> CROSS_SITE =
            Setting.text("coatcheck.cookie.cross-site", "refuse", "refuse|allow", "refuse or allow");

    /** The cookie's path. */
    public static final Setting<String> PATH = Setting.text(
            "coatcheck.cookie.path", "/", "/[!-:<-~]*", "a path that begins with / and has no semicolon or space");

    /** How long the browser keeps the cookie; without it, until the browser is closed. */
    public static final Setting<Optional<Duration>> MAX_AGE =
            Setting.duration("coatcheck.cookie.max-age", "none").optional();

    static final List<Setting<?>> ALL = List.of(NAME, SECURE, SAME_SITE, CROSS_SITE, PATH, MAX_AGE);

    private CookieSettings() {}

    /**
     * The cookie's name: the configured one, or else {@code coatcheck} with the strictest prefix that browsers accept
     * for this cookie (OWASP ASVS 5.0, 3.3.1 and 3.3.3). That is {@code __Host-coatcheck}, or {@code
     * __Secure-coatcheck} where the path is not {@code /}, or {@code coatcheck} where the cookie is not secure.
     *
     * @param config all settings
     * @return the name
     */
    public static String cookieName(CoatcheckConfig config) {
        String prefix = config.get(PATH).equals("/") ? "__Host-" : "__Secure-";
        return config.get(NAME).orElse((config.get(SECURE) ? prefix : "") + "coatcheck");
    }

    /**
     * RFC 6265bis, sections 4.1.3 and 5.7: browsers drop a cookie that breaks one of these, however its prefix is
     * written. {@code __Http-} is younger than that text; it asks for HttpOnly as well, which this cookie always is.
     *
     * @throws ConfigurationException naming the key, the value and what would be right
     */
    static void requireCookieThatBrowsersKeep(CoatcheckConfig config) {
        String name = cookieName(config);
        String prefixed = name.toLowerCase(Locale.ROOT);
        boolean isSecure = config.get(SECURE);
        if (prefixed.startsWith("__host-") && !(isSecure && config.get(PATH).equals("/"))) {
            throw new ConfigurationException("coatcheck.cookie.name is \"" + name + "\"; browsers take a __Host- cookie"
                    + " only with coatcheck.cookie.secure=true and coatcheck.cookie.path=/");
        }
        if ((prefixed.startsWith("__secure-") || prefixed.startsWith("__http-")) && !isSecure) {
            throw new ConfigurationException("coatcheck.cookie.name is \"" + name
                    + "\"; browsers take a cookie of that prefix only with coatcheck.cookie.secure=true");
        }
        if (config.get(SAME_SITE).equals("None") && !isSecure) {
            throw new ConfigurationException("coatcheck.cookie.same-site is \"None\"; browsers take such a cookie"
                    + " only with coatcheck.cookie.secure=true");
        }
    }
}
