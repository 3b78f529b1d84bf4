/** Coatcheck's two layers: what applications use, and what drivers implement. */
@SuppressWarnings("module") // what is above this module is not there when it is compiled
module dev.coatcheck {
    requires transitive org.jspecify;
    requires com.fasterxml.jackson.annotation;
    requires tools.jackson.databind;
    requires com.github.luben.zstd_jni;
    requires org.slf4j;

    exports dev.coatcheck;
    exports dev.coatcheck.store;
    exports dev.coatcheck.codec to
            dev.coatcheck.servlet;

    uses dev.coatcheck.DataStoreProvider;
    uses dev.coatcheck.SettingsProvider;
}
