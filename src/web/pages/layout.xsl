<?xml version="1.0" encoding="UTF-8"?>
<!-- The frame of every page; each other stylesheet matches the roots of its pages in mode "page". -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>
<xsl:template match="/*">
  <html lang="{@site-lang}">
    <head>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <title><xsl:apply-templates select="." mode="title"/> · <xsl:value-of select="@site-city"/> · @{WEB_SITE}</title>
      <link rel="stylesheet" href="/assets/sudui.css"/>
      <link rel="icon" href="/assets/icon.svg" type="image/svg+xml"/>
    </head>
    <body>
      <a class="skip" href="#content">@{WEB_SKIP}</a>
      <header>
        <a class="brand" href="/"><strong>@{WEB_SITE}</strong><xsl:text> </xsl:text><span><xsl:value-of select="@site-city"/></span></a>
        <nav aria-label="@{WEB_MENU}">
          <xsl:for-each select="site-menu/entry">
            <a href="{@path}">
              <xsl:if test="@path = /*/@site-path"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if>
              <xsl:value-of select="@title"/>
            </a>
          </xsl:for-each>
        </nav>
        <div class="who">
          <a rel="alternate">
            <xsl:choose>
              <xsl:when test="@site-lang = 'en'"><xsl:attribute name="href">?lang=zh</xsl:attribute><xsl:attribute name="lang">zh-CN</xsl:attribute>中文</xsl:when>
              <xsl:otherwise><xsl:attribute name="href">?lang=en</xsl:attribute><xsl:attribute name="lang">en</xsl:attribute>English</xsl:otherwise>
            </xsl:choose>
          </a>
          <xsl:choose>
            <xsl:when test="@site-user">
              <a href="/password"><xsl:value-of select="@site-user"/></a>
              <form method="post" action="/logout">
                <input type="hidden" name="form-token" value="{@form-token}"/>
                <button class="quiet">@{WEB_LOGOUT}</button>
              </form>
            </xsl:when>
            <xsl:otherwise><a href="/login">@{WEB_LOGIN}</a></xsl:otherwise>
          </xsl:choose>
        </div>
      </header>
      <main id="content">
        <xsl:apply-templates select="." mode="page"/>
      </main>
      <footer>
        <span>@{WEB_SITE}: @{WEB_SLOGAN}</span>
      </footer>
    </body>
  </html>
</xsl:template>
<xsl:template name="token"><input type="hidden" name="form-token" value="{/*/@form-token}"/></xsl:template>
<xsl:template name="fault">
  <xsl:if test="/*/@fault"><p class="fault" role="alert"><xsl:value-of select="/*/@fault"/></p></xsl:if>
</xsl:template>
<xsl:template name="as-data">
  <p class="data"><a href="/api/v1{/*/@site-path}">@{WEB_AS_DATA}</a></p>
</xsl:template>
<xsl:template match="problem" mode="title">@{WEB_PROBLEM}</xsl:template>
<xsl:template match="problem" mode="page">
  <h1>@{WEB_PROBLEM}</h1>
  <p class="fault"><xsl:value-of select="@detail"/></p>
  <p class="quiet"><xsl:value-of select="@status"/> · <xsl:value-of select="@title"/></p>
  <p><a href="/">@{WEB_BACK}</a></p>
</xsl:template>
</xsl:stylesheet>
