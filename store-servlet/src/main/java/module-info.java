/** The visitor's ticket in a cookie, for Jakarta Servlet applications. */
module dev.coatcheck.servlet {
    requires transitive dev.coatcheck;
    requires static transitive jakarta.servlet;
    requires org.slf4j;

    exports dev.coatcheck.servlet;

    provides dev.coatcheck.SettingsProvider with
            dev.coatcheck.servlet.CookieSettingsProvider,
            dev.coatcheck.servlet.HttpSessionSettingsProvider;
}
