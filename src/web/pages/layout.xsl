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
      <xsl:if test="/job[@under_way]"><noscript><meta http-equiv="refresh" content="1"/></noscript></xsl:if>
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
        <xsl:if test="/*/@form-fault"><p class="fault" role="alert"><xsl:value-of select="/*/@form-fault"/></p></xsl:if>
        <xsl:apply-templates select="." mode="page"/>
      </main>
      <footer>
        <span>@{WEB_SITE}: @{WEB_SLOGAN}</span>
      </footer>
    </body>
  </html>
</xsl:template>
<xsl:template name="token"><input type="hidden" name="form-token" value="{/*/@form-token}"/><input type="hidden" name="idempotency-key" value="{/*/@form-key}"/></xsl:template>
<!-- A labelled field: what was typed before a fault is kept, the reason stands beside it. -->
<xsl:template name="field">
  <xsl:param name="name"/><xsl:param name="label"/><xsl:param name="value"/><xsl:param name="type" select="'text'"/><xsl:param name="help"/><xsl:param name="required" select="true()"/><xsl:param name="choices"/>
  <xsl:variable name="reason" select="/*/faults/fields/field[@field=$name]/@reason"/>
  <label for="{$name}"><xsl:value-of select="$label"/></label>
  <input id="{$name}" name="{$name}" type="{$type}">
    <xsl:if test="$type != 'file' and $type != 'password'"><xsl:attribute name="value"><xsl:choose>
      <xsl:when test="/*/typed"><xsl:value-of select="/*/typed/field[@name=$name]/@value"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$value"/></xsl:otherwise>
    </xsl:choose></xsl:attribute></xsl:if>
    <xsl:if test="$choices"><xsl:attribute name="list"><xsl:value-of select="$choices"/></xsl:attribute></xsl:if>
    <xsl:if test="$required"><xsl:attribute name="required">required</xsl:attribute></xsl:if>
    <xsl:if test="$reason"><xsl:attribute name="aria-invalid">true</xsl:attribute></xsl:if>
    <xsl:if test="$reason or $help"><xsl:attribute name="aria-describedby"><xsl:value-of select="$name"/>-help</xsl:attribute></xsl:if>
  </input>
  <xsl:if test="$reason or $help"><p id="{$name}-help"><xsl:attribute name="class"><xsl:choose><xsl:when test="$reason">field-fault</xsl:when><xsl:otherwise>help</xsl:otherwise></xsl:choose></xsl:attribute>
    <xsl:choose><xsl:when test="$reason"><xsl:value-of select="$reason"/></xsl:when><xsl:otherwise><xsl:value-of select="$help"/></xsl:otherwise></xsl:choose></p></xsl:if>
</xsl:template>
<!-- The reason at a field that is not made by "field". -->
<xsl:template name="reason">
  <xsl:param name="name"/>
  <xsl:variable name="reason" select="/*/faults/fields/field[@field=$name]/@reason"/>
  <xsl:if test="$reason"><p class="field-fault"><xsl:value-of select="$reason"/></p></xsl:if>
</xsl:template>
<!-- The way to the rows that follow; web_rows_end says whether there are any. -->
<xsl:template name="more">
  <xsl:if test="/*/@next"><p><a rel="next" href="?after={/*/@next}">@{WEB_NEXT_ROWS}</a></p></xsl:if>
</xsl:template>
<!-- The kind of an item and how it is redeemed: words of the policies, in the language of the page. -->
<xsl:template name="item-word">
  <xsl:param name="word"/>
  <xsl:choose>
    <xsl:when test="$word = '减免'">@{WEB_ITEM_RELIEF}</xsl:when>
    <xsl:when test="$word = '奖补'">@{WEB_ITEM_AWARD}</xsl:when>
    <xsl:when test="$word = '权益'">@{WEB_ITEM_BENEFIT}</xsl:when>
    <xsl:when test="$word = '资质'">@{WEB_ITEM_TITLE}</xsl:when>
    <xsl:when test="$word = '免申即享'">@{WEB_ITEM_UNASKED}</xsl:when>
    <xsl:when test="$word = '快申快享'">@{WEB_ITEM_SHORT}</xsl:when>
    <xsl:when test="$word = '承诺兑现'">@{WEB_ITEM_PLEDGE}</xsl:when>
    <xsl:when test="$word = '申报'">@{WEB_ITEM_APPLY}</xsl:when>
    <xsl:otherwise><xsl:value-of select="$word"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>
<xsl:template name="fault">
  <xsl:if test="/*/@fault"><p class="fault" role="alert"><xsl:value-of select="/*/@fault"/></p></xsl:if>
</xsl:template>
<xsl:template name="as-data">
  <p class="data"><a href="/api/v1{/*/@site-path}">@{WEB_AS_DATA}</a></p>
</xsl:template>
<xsl:template match="problem" mode="title"><xsl:choose>
  <xsl:when test="@status = 401">@{WEB_PROBLEM_401}</xsl:when>
  <xsl:when test="@status = 403">@{WEB_PROBLEM_403}</xsl:when>
  <xsl:when test="@status = 404">@{WEB_PROBLEM_404}</xsl:when>
  <xsl:when test="@status = 422">@{WEB_PROBLEM_422}</xsl:when>
  <xsl:when test="@status = 429">@{WEB_PROBLEM_429}</xsl:when>
  <xsl:when test="@status = 503">@{WEB_PROBLEM_503}</xsl:when>
  <xsl:when test="@status &gt;= 500">@{WEB_PROBLEM_500}</xsl:when>
  <xsl:otherwise>@{WEB_PROBLEM}</xsl:otherwise>
</xsl:choose></xsl:template>
<xsl:template match="problem" mode="page">
  <h1><xsl:apply-templates select="." mode="title"/></h1>
  <p class="fault"><xsl:value-of select="@detail"/></p>
  <xsl:choose>
    <xsl:when test="@status = 403"><p>@{WEB_PROBLEM_HELP_403}</p></xsl:when>
    <xsl:when test="@status = 404"><p>@{WEB_PROBLEM_HELP_404}</p></xsl:when>
    <xsl:when test="@status = 429 or @status = 503"><p>@{WEB_PROBLEM_HELP_LATER}</p></xsl:when>
    <xsl:when test="@status &gt;= 500"><p>@{WEB_PROBLEM_HELP_500}</p></xsl:when>
  </xsl:choose>
  <!-- The first page of whoever is logged in is the third of the menu: home and open data come before it. -->
  <p class="actions">
    <xsl:if test="@site-path and (@status = 429 or @status &gt;= 500)"><a class="button" href="{@site-path}">@{WEB_PROBLEM_AGAIN}</a></xsl:if>
    <xsl:if test="@status = 401"><a class="button" href="/login">@{WEB_LOGIN}</a></xsl:if>
    <xsl:if test="@site-user and site-menu/entry[3]"><a class="button" href="{site-menu/entry[3]/@path}">@{WEB_PROBLEM_MINE}</a></xsl:if>
    <a class="button second" href="/">@{WEB_BACK}</a>
  </p>
  <p class="quiet">HTTP <xsl:value-of select="@status"/></p>
</xsl:template>
<xsl:template match="job" mode="title">@{WEB_JOB}</xsl:template>
<xsl:template match="/job" mode="page">
  <h1><xsl:value-of select="@name"/></h1>
  <p role="status" id="job-state" data-lost="@{WEB_JOB_LOST}"><xsl:value-of select="@state_name"/></p>
  <xsl:if test="@under_way or @total &gt; 0"><p><label for="progress">@{WEB_PROGRESS}</label><xsl:text> </xsl:text><progress id="progress"><xsl:if test="@total &gt; 0"><xsl:attribute name="value"><xsl:value-of select="@done"/></xsl:attribute><xsl:attribute name="max"><xsl:value-of select="@total"/></xsl:attribute></xsl:if><xsl:value-of select="@done"/> / <xsl:value-of select="@total"/></progress></p></xsl:if>
  <xsl:if test="@reason"><p class="fault" role="alert"><xsl:value-of select="@reason"/></p></xsl:if>
  <xsl:if test="@result and @state = 'done'"><p><a class="button" href="{@result}">@{WEB_JOB_RESULT}</a></p></xsl:if>
  <xsl:if test="@result and @state = 'failed'"><p><a href="{@result}">@{WEB_JOB_BACK}</a></p></xsl:if>
  <xsl:if test="@under_way"><noscript><p class="quiet">@{WEB_JOB_REFRESH}</p></noscript><script src="/assets/job.js" defer="defer"></script></xsl:if>
</xsl:template>
</xsl:stylesheet>
