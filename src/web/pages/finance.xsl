<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<!-- The pages of finance beside each other; `current` is the path of the one that is shown. -->
<xsl:template name="finance-tabs">
  <xsl:param name="current"/>
  <nav class="tabs" aria-label="@{WEB_MENU_FINANCE}">
    <xsl:call-template name="finance-tab"><xsl:with-param name="to">/finance</xsl:with-param><xsl:with-param name="name">@{WEB_FINANCE_OVERVIEW}</xsl:with-param><xsl:with-param name="current" select="$current"/></xsl:call-template>
    <xsl:call-template name="finance-tab"><xsl:with-param name="to">/finance/lists</xsl:with-param><xsl:with-param name="name">@{WEB_FINANCE_LISTS}</xsl:with-param><xsl:with-param name="current" select="$current"/></xsl:call-template>
    <xsl:call-template name="finance-tab"><xsl:with-param name="to">/finance/files</xsl:with-param><xsl:with-param name="name">@{WEB_FINANCE_FILES}</xsl:with-param><xsl:with-param name="current" select="$current"/></xsl:call-template>
    <xsl:call-template name="finance-tab"><xsl:with-param name="to">/finance/orders</xsl:with-param><xsl:with-param name="name">@{WEB_ORDERS}</xsl:with-param><xsl:with-param name="current" select="$current"/></xsl:call-template>
    <xsl:call-template name="finance-tab"><xsl:with-param name="to">/finance/statements</xsl:with-param><xsl:with-param name="name">@{WEB_FINANCE_STATEMENTS}</xsl:with-param><xsl:with-param name="current" select="$current"/></xsl:call-template>
    <xsl:call-template name="finance-tab"><xsl:with-param name="to">/finance/exceptions</xsl:with-param><xsl:with-param name="name">@{WEB_FINANCE_EXCEPTIONS}</xsl:with-param><xsl:with-param name="current" select="$current"/></xsl:call-template>
    <xsl:call-template name="finance-tab"><xsl:with-param name="to">/finance/returns</xsl:with-param><xsl:with-param name="name">@{WEB_FINANCE_RETURNS}</xsl:with-param><xsl:with-param name="current" select="$current"/></xsl:call-template>
    <xsl:call-template name="finance-tab"><xsl:with-param name="to">/finance/clawbacks</xsl:with-param><xsl:with-param name="name">@{WEB_FINANCE_CLAWBACKS}</xsl:with-param><xsl:with-param name="current" select="$current"/></xsl:call-template>
    <xsl:call-template name="finance-tab"><xsl:with-param name="to">/finance/proof</xsl:with-param><xsl:with-param name="name">@{WEB_FINANCE_PROOF}</xsl:with-param><xsl:with-param name="current" select="$current"/></xsl:call-template>
    <xsl:call-template name="finance-tab"><xsl:with-param name="to">/finance/budget</xsl:with-param><xsl:with-param name="name">@{WEB_FINANCE_BUDGET}</xsl:with-param><xsl:with-param name="current" select="$current"/></xsl:call-template>
  </nav>
</xsl:template>
<xsl:template name="finance-tab">
  <xsl:param name="to"/><xsl:param name="name"/><xsl:param name="current"/>
  <a href="{$to}"><xsl:if test="$to = $current"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><xsl:value-of select="$name"/></a>
</xsl:template>
<xsl:template name="order-tag">
  <xsl:param name="state" select="@state"/><xsl:param name="name" select="@state_name"/>
  <span><xsl:attribute name="class"><xsl:choose>
    <xsl:when test="$state = 'PAID'">tag good</xsl:when>
    <xsl:when test="$state = 'UNKNOWN' or $state = 'REJECTED' or $state = 'RETURNED' or $state = 'REVERSED'">tag bad</xsl:when>
    <xsl:when test="$state = 'PREPARED' or $state = 'RELEASED' or $state = 'PARTLY_RETURNED'">tag warn</xsl:when>
    <xsl:when test="$state = 'HANDED_OVER' or $state = 'ACKED'">tag info</xsl:when>
    <xsl:otherwise>tag</xsl:otherwise>
  </xsl:choose></xsl:attribute><xsl:value-of select="$name"/></span>
</xsl:template>
<xsl:template name="order-table">
  <xsl:param name="which"/>
  <xsl:if test="not($which)"><p class="empty">@{WEB_NOTHING_HERE}</p></xsl:if>
  <xsl:if test="$which">
    <div class="scroll stack" tabindex="0"><table>
      <thead><tr><th>@{WEB_PROPOSAL_COMPANY}</th><th>@{WEB_POLICY}</th><th class="number">@{WEB_AMOUNT_YUAN}</th><th>@{WEB_STATE}</th></tr></thead>
      <tbody><xsl:for-each select="$which"><tr>
        <td><a href="/finance/orders/{@reference}"><xsl:value-of select="@company"/></a><p class="quiet"><code><xsl:value-of select="@reference"/></code></p></td>
        <td><xsl:value-of select="@item_name"/><p class="quiet"><code><xsl:value-of select="concat(@line, ' ', @year)"/></code></p></td>
        <td class="number" data-label="@{WEB_AMOUNT_YUAN}"><xsl:value-of select="@amount"/></td>
        <td><xsl:call-template name="order-tag"/><xsl:if test="@reason != ''"><xsl:text> </xsl:text><code><xsl:value-of select="@reason"/></code></xsl:if></td>
      </tr></xsl:for-each></tbody>
    </table></div>
  </xsl:if>
</xsl:template>

<xsl:template match="finance" mode="title">@{WEB_MENU_FINANCE}</xsl:template>
<xsl:template match="/finance" mode="page">
  <h1>@{WEB_MENU_FINANCE} <span class="quiet"><xsl:value-of select="@today"/></span></h1>
  <xsl:call-template name="finance-tabs"><xsl:with-param name="current">/finance</xsl:with-param></xsl:call-template>
  <h2>@{WEB_WAITS_FOR_YOU}</h2>
  <xsl:if test="not(tasks/task[@some])"><p class="note good">@{WEB_FINANCE_ALL_DONE}</p></xsl:if>
  <xsl:if test="tasks/task[@some]">
    <ul class="cards">
      <xsl:for-each select="tasks/task[@some]">
        <li>
          <xsl:attribute name="class"><xsl:choose><xsl:when test="@code = 'unknown' or @code = 'exceptions' or @code = 'clawbacks'">unknown</xsl:when><xsl:otherwise>met</xsl:otherwise></xsl:choose></xsl:attribute>
          <xsl:choose>
            <xsl:when test="@code = 'approvals'"><a href="/approvals">@{WEB_FINANCE_TASK_APPROVALS}</a></xsl:when>
            <xsl:when test="@code = 'release'"><a href="/finance/files">@{WEB_FINANCE_TASK_RELEASE}</a></xsl:when>
            <xsl:when test="@code = 'unknown'"><a href="/finance/files">@{WEB_FINANCE_TASK_UNKNOWN}</a></xsl:when>
            <xsl:when test="@code = 'exceptions'"><a href="/finance/exceptions">@{WEB_FINANCE_TASK_EXCEPTIONS}</a></xsl:when>
            <xsl:when test="@code = 'order'"><a href="/finance/lists">@{WEB_FINANCE_TASK_ORDER}</a></xsl:when>
            <xsl:otherwise><a href="/finance/clawbacks">@{WEB_FINANCE_TASK_CLAWBACKS}</a></xsl:otherwise>
          </xsl:choose>
          <p class="money"><xsl:value-of select="@count"/></p>
          <xsl:if test="@amount"><p class="quiet">¥&#160;<xsl:value-of select="@amount"/></p></xsl:if>
        </li>
      </xsl:for-each>
    </ul>
  </xsl:if>
  <xsl:if test="@whole_city">
    <h2>@{WEB_FINANCE_PROOF}</h2>
    <xsl:if test="not(proof/account)"><p class="empty">@{WEB_FINANCE_NO_PAYER}</p></xsl:if>
    <xsl:for-each select="proof/account">
      <p>
        <xsl:choose>
          <xsl:when test="@equal"><span class="tag good">@{WEB_FINANCE_PROVEN}</span></xsl:when>
          <xsl:when test="@proven"><span class="tag info">@{WEB_FINANCE_EXPLAINED}<xsl:text> </xsl:text><xsl:value-of select="@difference"/></span></xsl:when>
          <xsl:when test="@statements = '0'"><span class="tag warn">@{WEB_FINANCE_NO_STATEMENT}</span></xsl:when>
          <xsl:otherwise><span class="tag bad">@{WEB_FINANCE_UNPROVEN}<xsl:text> </xsl:text><xsl:value-of select="@unexplained"/></span></xsl:otherwise>
        </xsl:choose>
        <xsl:text> </xsl:text><code><xsl:value-of select="@account"/></code>
        <xsl:text> </xsl:text>@{WEB_PROOF_LEDGER} <strong><xsl:value-of select="@ledger"/></strong>
        <xsl:if test="@statements != '0'"><xsl:text> · </xsl:text>@{WEB_PROOF_CLOSING} <strong><xsl:value-of select="@bank_closing"/></strong></xsl:if>
        <xsl:text> · </xsl:text><a href="/finance/proof">@{WEB_OPEN_IT}</a>
      </p>
    </xsl:for-each>
    <h2>@{WEB_BUDGET}</h2>
    <dl class="figures">
      <div><dt>@{WEB_RECEIVED} (@{WEB_YUAN})</dt><dd><xsl:value-of select="total/@received"/></dd></div>
      <div><dt>@{WEB_PAID} (@{WEB_YUAN})</dt><dd><xsl:value-of select="total/@paid"/></dd></div>
      <div><dt>@{WEB_FINANCE_PENDING} (@{WEB_YUAN})</dt><dd><xsl:value-of select="total/@reserved"/></dd></div>
      <div><dt>@{WEB_AVAILABLE} (@{WEB_YUAN})</dt><dd><xsl:value-of select="total/@available"/></dd></div>
    </dl>
    <div class="scroll" tabindex="0"><table>
      <caption>@{WEB_FINANCE_BAR_CAPTION}</caption>
      <thead><tr><th>@{WEB_BUDGET_LINE}</th><th>@{WEB_FINANCE_YEAR}</th><th><span class="visually-hidden">@{WEB_FINANCE_SHARE}</span></th><th class="number">@{WEB_RECEIVED}</th><th class="number">@{WEB_ALLOTTED}</th><th class="number">@{WEB_FINANCE_PENDING}</th><th class="number">@{WEB_PAID}</th><th class="number">@{WEB_AVAILABLE}</th></tr></thead>
      <tbody><xsl:for-each select="budget/line"><tr>
        <td><a href="/finance/orders?line={@line}"><code><xsl:value-of select="@line"/></code></a><xsl:if test="@closed"><xsl:text> </xsl:text><span class="tag">@{WEB_FINANCE_CLOSED}</span></xsl:if></td>
        <td><xsl:value-of select="@year"/></td>
        <td class="bar"><svg viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true"><rect width="{@paid_length}" height="40"/><rect class="faint" x="{@paid_length}" width="{@reserved_length}" height="40"/></svg></td>
        <td class="number"><xsl:value-of select="@received"/></td><td class="number"><xsl:value-of select="@allotted"/></td>
        <td class="number"><xsl:value-of select="@reserved"/></td><td class="number"><xsl:value-of select="@paid"/></td>
        <td class="number"><xsl:choose><xsl:when test="@used_up"><span class="tag warn"><xsl:value-of select="@available"/></span></xsl:when><xsl:otherwise><xsl:value-of select="@available"/></xsl:otherwise></xsl:choose></td>
      </tr></xsl:for-each></tbody>
    </table></div>
    <h2>@{WEB_ORDERS}</h2>
    <div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_STATE}</th><th class="number">@{WEB_COUNT}</th><th class="number">@{WEB_AMOUNT_YUAN}</th></tr></thead>
      <tbody><xsl:for-each select="orders/state"><tr>
        <td><a href="/finance/orders?state={@code}"><xsl:value-of select="@name"/></a></td><td class="number"><xsl:value-of select="format-number(@count, '#,##0')"/></td><td class="number"><xsl:value-of select="@amount"/></td>
      </tr></xsl:for-each></tbody>
    </table></div>
  </xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="finance-orders" mode="title">@{WEB_ORDERS}</xsl:template>
<xsl:template match="/finance-orders" mode="page">
  <h1>@{WEB_ORDERS}</h1>
  <xsl:call-template name="finance-tabs"><xsl:with-param name="current">/finance/orders</xsl:with-param></xsl:call-template>
  <form class="filters" method="get" action="/finance/orders">
    <p><label for="state">@{WEB_STATE}</label><select id="state" name="state"><option value="">@{WEB_SHOW_ALL}</option>
      <xsl:for-each select="states/state"><option value="{@code}"><xsl:if test="@chosen"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each></select></p>
    <p><label for="line">@{WEB_BUDGET_LINE}</label><input id="line" name="line" value="{@line}"/></p>
    <p><label for="subject">@{WEB_USCC}</label><input id="subject" name="subject" value="{@subject}"/></p>
    <p><label for="list">@{WEB_PROPOSAL_LIST}</label><input id="list" name="list" inputmode="numeric" value="{@list}"/></p>
    <button>@{WEB_FINANCE_FILTER}</button>
  </form>
  <xsl:call-template name="order-table"><xsl:with-param name="which" select="orders/order"/></xsl:call-template>
  <p class="pager">
    <xsl:if test="@after"><a href="/finance/orders?state={@state}&amp;line={@line}&amp;subject={@subject}&amp;list={@list}&amp;file={@file}">@{WEB_FINANCE_FIRST}</a></xsl:if>
    <xsl:if test="@next"><a rel="next" href="/finance/orders?state={@state}&amp;line={@line}&amp;subject={@subject}&amp;list={@list}&amp;file={@file}&amp;after={@next}">@{WEB_NEXT_ROWS}</a></xsl:if>
  </p>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="finance-order" mode="title">@{WEB_PROPOSAL_ORDER} <xsl:value-of select="@reference"/></xsl:template>
<xsl:template match="/finance-order" mode="page">
  <ol class="crumbs"><li><a href="/finance/orders">@{WEB_ORDERS}</a></li><li><code><xsl:value-of select="@reference"/></code></li></ol>
  <h1><xsl:value-of select="@company"/></h1>
  <p><xsl:call-template name="order-tag"/><xsl:text> </xsl:text><span class="money">¥&#160;<xsl:value-of select="@amount"/></span><xsl:if test="@reason != ''"><xsl:text> </xsl:text>@{WEB_FINANCE_BANK_REASON} <code><xsl:value-of select="@reason"/></code></xsl:if></p>
  <xsl:if test="@state = 'UNKNOWN'"><p class="note warn">@{WEB_FINANCE_UNKNOWN_HELP} <a href="/finance/files/{@file}">@{WEB_OPEN_FILE}</a></p></xsl:if>
  <div class="columns">
    <section>
      <h2>@{WEB_CONTENT}</h2>
      <dl class="facts panel">
        <dt>@{WEB_USCC}</dt><dd><code><xsl:value-of select="@subject"/></code></dd>
        <dt>@{WEB_POLICY}</dt><dd><xsl:value-of select="@item_name"/></dd>
        <dt>@{WEB_PROPOSAL_LIST}</dt><dd><a href="/finance/lists/{@list}"><xsl:value-of select="@list"/></a></dd>
        <dt>@{WEB_PROPOSAL_AWARD}</dt><dd><code><xsl:value-of select="@award"/></code><xsl:text> · </xsl:text>@{WEB_FINANCE_ATTEMPT}<xsl:text> </xsl:text><xsl:value-of select="@attempt"/></dd>
        <dt>@{WEB_BUDGET_LINE}</dt><dd><code><xsl:value-of select="concat(@line, ' ', @year)"/></code></dd>
        <dt>@{WEB_PROPOSAL_ACCOUNT_NAME}</dt><dd><xsl:value-of select="@account_name"/></dd>
        <dt>@{WEB_PROPOSAL_ACCOUNT_NUMBER}</dt><dd><code><xsl:value-of select="@account_number"/></code></dd>
        <dt>@{WEB_PROPOSAL_FILE}</dt><dd><a href="/finance/files/{@file}"><xsl:value-of select="@file_name"/></a></dd>
        <dt>@{WEB_PROPOSAL_SM3}</dt><dd><code><xsl:value-of select="@sm3"/></code></dd>
        <dt>@{WEB_PERSONS}</dt><dd>@{WEB_APPROVALS_MAKER} <xsl:value-of select="@maker"/><xsl:if test="@releaser != ''"> · @{WEB_RELEASER} <xsl:value-of select="@releaser"/></xsl:if></dd>
      </dl>
      <xsl:if test="@state = 'PAID' or @state = 'PARTLY_RETURNED'"><p><a href="/finance/clawbacks?subject={@subject}&amp;item={@item}#open">@{WEB_FINANCE_CLAW_BACK}</a></p></xsl:if>
    </section>
    <section>
      <h2>@{WEB_FINANCE_HISTORY}</h2>
      <ol class="stages">
        <li class="done"><strong>@{WEB_FINANCE_PREPARED}</strong><p class="quiet"><xsl:value-of select="concat(@made, ' · ', @maker)"/></p></li>
        <xsl:for-each select="steps/step">
          <li class="done"><xsl:if test="position() = last()"><xsl:attribute name="aria-current">step</xsl:attribute></xsl:if>
            <strong><xsl:value-of select="@event_name"/></strong><xsl:text> → </xsl:text><xsl:value-of select="@to"/>
            <p class="quiet"><xsl:value-of select="@at"/><xsl:if test="@of_file"> · @{WEB_FINANCE_WHOLE_FILE}</xsl:if><xsl:if test="@evidence != ''"> · <code><xsl:value-of select="@evidence"/></code></xsl:if></p></li>
        </xsl:for-each>
      </ol>
    </section>
  </div>
  <h2>@{WEB_FINANCE_TRANSFERS}</h2>
  <div class="scroll" tabindex="0"><table>
    <thead><tr><th class="number">@{WEB_SEQUENCE}</th><th>@{WEB_TIME}</th><th>@{WEB_WHAT}</th><th>@{WEB_PROPOSAL_DEBIT}</th><th>@{WEB_PROPOSAL_CREDIT}</th><th class="number">@{WEB_AMOUNT_YUAN}</th></tr></thead>
    <tbody><xsl:for-each select="transfers/transfer"><tr><td class="number"><xsl:value-of select="@sequence"/></td><td class="when"><xsl:value-of select="@at"/></td><td><xsl:value-of select="@kind"/></td><td><code><xsl:value-of select="@debit"/></code></td><td><code><xsl:value-of select="@credit"/></code></td><td class="number"><xsl:value-of select="@amount"/></td></tr></xsl:for-each></tbody>
  </table></div>
  <h2>@{WEB_FINANCE_ENTRIES}</h2>
  <xsl:if test="not(entries/entry)"><p class="empty">@{WEB_NOTHING_HERE}</p></xsl:if>
  <xsl:if test="entries/entry"><div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_FINANCE_DATE}</th><th>@{WEB_FINANCE_STATEMENT}</th><th class="number">@{WEB_AMOUNT_YUAN}</th><th>@{WEB_FINANCE_FINDING}</th></tr></thead>
    <tbody><xsl:for-each select="entries/entry"><tr><td><xsl:value-of select="@date"/></td><td><a href="/finance/statements/{@statement}"><xsl:value-of select="@statement_id"/></a></td><td class="number"><xsl:value-of select="@amount"/></td><td><xsl:value-of select="@finding"/><xsl:if test="@return_code != ''"><xsl:text> </xsl:text><code><xsl:value-of select="@return_code"/></code></xsl:if><xsl:if test="@queued"><xsl:text> </xsl:text><a href="/finance/exceptions/{@entry}">@{WEB_OPEN_IT}</a></xsl:if></td></tr></xsl:for-each></tbody>
  </table></div></xsl:if>
  <xsl:if test="@can_correct">
    <details><xsl:if test="typed"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
      <summary>@{WEB_FINANCE_CORRECT}</summary>
      <form class="narrow" method="post" action="/finance/orders/{@reference}">
        <xsl:call-template name="token"/>
        <xsl:call-template name="field"><xsl:with-param name="name">line</xsl:with-param><xsl:with-param name="label">@{WEB_FINANCE_RIGHT_LINE}</xsl:with-param></xsl:call-template>
        <xsl:call-template name="field"><xsl:with-param name="name">year</xsl:with-param><xsl:with-param name="label">@{WEB_FINANCE_YEAR}</xsl:with-param><xsl:with-param name="value" select="@year"/></xsl:call-template>
        <xsl:call-template name="field"><xsl:with-param name="name">reason</xsl:with-param><xsl:with-param name="label">@{WEB_PROPOSAL_REASON}</xsl:with-param></xsl:call-template>
        <button>@{WEB_FINANCE_PROPOSE}</button>
      </form>
    </details>
  </xsl:if>
  <xsl:if test="count(attempts/order) &gt; 1">
    <h2>@{WEB_FINANCE_ATTEMPTS}</h2>
    <xsl:call-template name="order-table"><xsl:with-param name="which" select="attempts/order"/></xsl:call-template>
  </xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="finance-lists" mode="title">@{WEB_FINANCE_LISTS}</xsl:template>
<xsl:template match="/finance-lists" mode="page">
  <h1>@{WEB_FINANCE_LISTS}</h1>
  <xsl:call-template name="finance-tabs"><xsl:with-param name="current">/finance/lists</xsl:with-param></xsl:call-template>
  <p class="lead">@{WEB_FINANCE_LISTS_LEAD}</p>
  <xsl:if test="not(lists/list)"><p class="empty">@{WEB_NOTHING_HERE}</p></xsl:if>
  <xsl:if test="lists/list"><div class="scroll" tabindex="0"><table>
    <thead><tr><th class="number">@{WEB_PROPOSAL_LIST}</th><th>@{WEB_POLICY}</th><th class="number">@{WEB_COUNT}</th><th class="number">@{WEB_AMOUNT_YUAN}</th><th>@{WEB_FINANCE_FINAL_SINCE}</th><th>@{WEB_STATE}</th></tr></thead>
    <tbody><xsl:for-each select="lists/list"><xsl:sort select="@ordered"/><tr>
      <td class="number"><xsl:value-of select="@list"/></td><td><a href="/finance/lists/{@list}"><xsl:value-of select="@name"/></a></td><td class="number"><xsl:value-of select="format-number(@count, '#,##0')"/></td><td class="number"><xsl:value-of select="@amount"/></td><td class="when"><xsl:value-of select="@finalized"/></td>
      <td><xsl:choose><xsl:when test="@ordered"><span class="tag good">@{WEB_FINANCE_ORDERED}</span></xsl:when><xsl:otherwise><span class="tag warn">@{WEB_FINANCE_TO_ORDER}</span></xsl:otherwise></xsl:choose></td>
    </tr></xsl:for-each></tbody>
  </table></div></xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="finance-list" mode="title"><xsl:value-of select="@name"/></xsl:template>
<xsl:template match="/finance-list" mode="page">
  <ol class="crumbs"><li><a href="/finance/lists">@{WEB_FINANCE_LISTS}</a></li><li><xsl:value-of select="@list"/></li></ol>
  <h1><xsl:value-of select="@name"/></h1>
  <p><a href="/lists/{@list}">@{WEB_PROPOSAL_LIST}<xsl:text> </xsl:text><xsl:value-of select="@list"/></a> · <xsl:value-of select="@count"/> @{WEB_FINANCE_COMPANIES} · <span class="money">¥&#160;<xsl:value-of select="@amount"/></span></p>
  <xsl:if test="@refused"><p class="note warn"><xsl:value-of select="@refused"/></p></xsl:if>
  <h2>@{WEB_FINANCE_PREVIEW}</h2>
  <p>@{WEB_FINANCE_PREVIEW_LEAD}</p>
  <xsl:if test="@preview_later"><p class="note">@{WEB_FINANCE_PREVIEW_LATER}<xsl:text> </xsl:text><a href="?look=1">@{WEB_FINANCE_PREVIEW_NOW}</a></p></xsl:if>
  <xsl:if test="not(outcomes/outcome) and not(@preview_later)"><p class="empty">@{WEB_NOTHING_HERE}</p></xsl:if>
  <xsl:if test="outcomes/outcome"><div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_FINANCE_OUTCOME}</th><th class="number">@{WEB_COUNT}</th><th class="number">@{WEB_AMOUNT_YUAN}</th></tr></thead>
    <tbody><xsl:for-each select="outcomes/outcome"><tr>
      <td><span><xsl:attribute name="class"><xsl:choose><xsl:when test="@held">tag warn</xsl:when><xsl:when test="@code = 'ORDERED'">tag good</xsl:when><xsl:otherwise>tag</xsl:otherwise></xsl:choose></xsl:attribute>
        <xsl:choose><xsl:when test="@code = 'ORDERED'">@{WEB_FINANCE_CAN_ORDER}</xsl:when><xsl:when test="@held">@{WEB_FINANCE_HELD}</xsl:when><xsl:otherwise>@{WEB_FINANCE_ORDERED}</xsl:otherwise></xsl:choose></span><xsl:text> </xsl:text><xsl:if test="@held"><xsl:value-of select="@name"/></xsl:if></td>
      <td class="number"><xsl:value-of select="format-number(@count, '#,##0')"/></td><td class="number"><xsl:value-of select="@amount"/></td></tr></xsl:for-each></tbody>
  </table></div></xsl:if>
  <xsl:if test="@file"><p><a href="/finance/files/{@file}">@{WEB_OPEN_FILE}</a> · <a href="/finance/orders?list={@list}">@{WEB_ORDERS}</a></p></xsl:if>
  <xsl:if test="@can_order or @can_reissue">
    <form class="narrow" method="post" action="/finance/lists/{@list}">
      <xsl:call-template name="token"/>
      <label for="payer">@{WEB_PROPOSAL_ACCOUNT}</label>
      <select id="payer" name="payer"><xsl:for-each select="payers/payer"><option value="{@account}"><xsl:if test="/*/typed/field[@name = 'payer']/@value = @account"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="concat(@account, ' ', @name)"/></option></xsl:for-each></select>
      <xsl:call-template name="field"><xsl:with-param name="name">day</xsl:with-param><xsl:with-param name="label">@{WEB_FINANCE_EXECUTION_DAY}</xsl:with-param><xsl:with-param name="type">date</xsl:with-param><xsl:with-param name="value" select="@today"/></xsl:call-template>
      <xsl:if test="@can_reissue"><label for="reissue"><input id="reissue" type="checkbox" name="reissue" value="1"/>@{WEB_FINANCE_REISSUE}</label></xsl:if>
      <button>@{WEB_FINANCE_MAKE_ORDERS}</button>
    </form>
  </xsl:if>
  <xsl:if test="held/line">
    <h2>@{WEB_FINANCE_HELD_LINES}</h2>
    <div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_PROPOSAL_COMPANY}</th><th class="number">@{WEB_AMOUNT_YUAN}</th><th>@{WEB_PROPOSAL_REASON}</th></tr></thead>
      <tbody><xsl:for-each select="held/line"><tr><td><xsl:value-of select="@company"/><p class="quiet"><code><xsl:value-of select="@subject"/></code></p></td><td class="number"><xsl:value-of select="@amount"/></td>
        <td><xsl:value-of select="@reason"/><xsl:if test="@against"><br/><code><xsl:value-of select="@against"/></code> ≤ <xsl:value-of select="@at_most"/></xsl:if>
          <xsl:if test="@of_budget"><xsl:text> </xsl:text><a href="/finance/budget?line={@line}&amp;year={@year}"><code><xsl:value-of select="concat(@line, ' ', @year)"/></code></a></xsl:if>
          <xsl:if test="@of_clawback"><xsl:text> </xsl:text><a href="/finance/clawbacks">@{WEB_FINANCE_CLAWBACKS}</a></xsl:if>
          <xsl:if test="@of_account"><xsl:text> </xsl:text><a href="/finance/accounts/{@subject}">@{WEB_FINANCE_ACCOUNT_CHANGE}</a></xsl:if>
          <xsl:if test="@can_check"><form method="post" action="/finance/lists/{/*/@list}"><xsl:call-template name="token"/><input type="hidden" name="act" value="check-account"/><input type="hidden" name="subject" value="{@subject}"/><button class="second">@{WEB_FINANCE_CHECK_ACCOUNT}</button></form></xsl:if>
          <xsl:if test="@can_override">
            <xsl:variable name="typed" select="/*/typed[field[@name = 'subject']/@value = current()/@subject]"/>
            <details><xsl:if test="$typed"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
            <summary>@{WEB_FINANCE_OVERRIDE}</summary>
            <form method="post" action="/finance/lists/{/*/@list}"><xsl:call-template name="token"/><input type="hidden" name="act" value="override"/><input type="hidden" name="subject" value="{@subject}"/>
              <label for="reason-{@subject}">@{WEB_PROPOSAL_REASON}</label><input id="reason-{@subject}" name="reason" required="required" maxlength="300" value="{$typed/field[@name = 'reason']/@value}"/><button class="second">@{WEB_FINANCE_PROPOSE}</button></form></details>
          </xsl:if>
        </td></tr></xsl:for-each></tbody>
    </table></div>
  </xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="finance-account" mode="title">@{WEB_FINANCE_ACCOUNT}</xsl:template>
<xsl:template match="/finance-account" mode="page">
  <h1><xsl:value-of select="@company"/> <span class="quiet"><code><xsl:value-of select="@subject"/></code></span></h1>
  <xsl:call-template name="finance-tabs"><xsl:with-param name="current">/finance/lists</xsl:with-param></xsl:call-template>
  <p class="lead">@{WEB_FINANCE_ACCOUNT_LEAD}</p>
  <h2>@{WEB_FINANCE_ACCOUNT_ON_FILE}</h2>
  <xsl:if test="not(account)"><p class="empty">@{WEB_FINANCE_ACCOUNT_NONE}</p></xsl:if>
  <xsl:for-each select="account"><dl class="facts">
    <dt>@{WEB_PROPOSAL_ACCOUNT_NAME}</dt><dd><xsl:value-of select="@name"/></dd>
    <dt>@{WEB_PROPOSAL_ACCOUNT_NUMBER}</dt><dd><code><xsl:value-of select="@number"/></code></dd>
    <dt>@{WEB_PROPOSAL_BANK_CODE}</dt><dd><code><xsl:value-of select="@bank_code"/></code></dd>
    <dt>@{WEB_PROPOSAL_ACCOUNT_SM3}</dt><dd><code><xsl:value-of select="@sm3"/></code></dd>
  </dl></xsl:for-each>
  <h2>@{WEB_FINANCE_ACCOUNT_CHANGE}</h2>
  <form class="wide" method="post" action="/finance/accounts/{@subject}">
    <xsl:call-template name="token"/>
    <xsl:call-template name="reason"><xsl:with-param name="name"></xsl:with-param></xsl:call-template>
    <xsl:call-template name="field"><xsl:with-param name="name">account_name</xsl:with-param><xsl:with-param name="label">@{WEB_PROPOSAL_ACCOUNT_NAME}</xsl:with-param></xsl:call-template>
    <xsl:call-template name="field"><xsl:with-param name="name">account_number</xsl:with-param><xsl:with-param name="label">@{WEB_PROPOSAL_ACCOUNT_NUMBER}</xsl:with-param></xsl:call-template>
    <xsl:call-template name="field"><xsl:with-param name="name">bank_code</xsl:with-param><xsl:with-param name="label">@{WEB_PROPOSAL_BANK_CODE}</xsl:with-param></xsl:call-template>
    <xsl:call-template name="field"><xsl:with-param name="name">document</xsl:with-param><xsl:with-param name="label">@{WEB_PROPOSAL_DOCUMENT}</xsl:with-param></xsl:call-template>
    <button>@{WEB_FINANCE_PROPOSE}</button>
  </form>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="finance-files" mode="title">@{WEB_FINANCE_FILES}</xsl:template>
<xsl:template match="/finance-files" mode="page">
  <h1>@{WEB_FINANCE_FILES}</h1>
  <xsl:call-template name="finance-tabs"><xsl:with-param name="current">/finance/files</xsl:with-param></xsl:call-template>
  <xsl:if test="files/file[@is_unknown]"><p class="fault">@{WEB_FINANCE_UNKNOWN_HELP}</p></xsl:if>
  <xsl:if test="not(files/file)"><p class="empty">@{WEB_NOTHING_HERE}</p></xsl:if>
  <xsl:if test="files/file"><div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_PROPOSAL_FILE}</th><th>@{WEB_STATE}</th><th class="number">@{WEB_COUNT}</th><th class="number">@{WEB_AMOUNT_YUAN}</th><th>@{WEB_APPROVALS_MAKER}</th><th>@{WEB_CHECKER}</th><th>@{WEB_RELEASER}</th><th>@{WEB_TIME}</th></tr></thead>
    <tbody><xsl:for-each select="files/file"><xsl:sort select="@made" order="descending"/><tr>
      <td><a href="/finance/files/{@message}"><xsl:value-of select="@message"/></a></td>
      <td><xsl:call-template name="order-tag"/>
        <xsl:if test="@can_check"><xsl:text> </xsl:text><span class="tag warn">@{WEB_FINANCE_YOU_CHECK}</span></xsl:if>
        <xsl:if test="@can_release"><xsl:text> </xsl:text><span class="tag warn">@{WEB_FINANCE_YOU_RELEASE}</span></xsl:if></td>
      <td class="number"><xsl:value-of select="format-number(@count, '#,##0')"/></td><td class="number"><xsl:value-of select="@amount"/></td>
      <td><xsl:value-of select="@maker"/></td><td><xsl:value-of select="@checker"/></td><td><xsl:value-of select="@performer"/></td><td class="when"><xsl:value-of select="@made"/></td>
    </tr></xsl:for-each></tbody>
  </table></div></xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="finance-file" mode="title">@{WEB_PROPOSAL_FILE} <xsl:value-of select="@message"/></xsl:template>
<xsl:template match="/finance-file" mode="page">
  <ol class="crumbs"><li><a href="/finance/files">@{WEB_FINANCE_FILES}</a></li><li><xsl:value-of select="@message"/></li></ol>
  <h1><xsl:value-of select="@message"/></h1>
  <p><xsl:call-template name="order-tag"/><xsl:text> </xsl:text><xsl:value-of select="@count"/> @{WEB_FINANCE_PAYMENTS} <span class="money">¥&#160;<xsl:value-of select="@amount"/></span></p>
  <xsl:if test="@is_unknown">
    <div class="fault">
      <p><strong>@{WEB_FINANCE_UNKNOWN_HELP}</strong></p>
      <ol><li>@{WEB_FINANCE_UNKNOWN_1}</li><li>@{WEB_FINANCE_UNKNOWN_2}</li><li>@{WEB_FINANCE_UNKNOWN_3}</li></ol>
    </div>
  </xsl:if>
  <div class="columns">
    <section>
      <h2>@{WEB_CONTENT}</h2>
      <dl class="facts panel">
        <dt>@{WEB_PROPOSAL_FILE}</dt><dd><a href="/finance/files/{@message}/bytes"><xsl:value-of select="@file_name"/></a> (<xsl:value-of select="@size"/> B)</dd>
        <dt>@{WEB_PROPOSAL_SM3}</dt><dd><code><xsl:value-of select="@sm3"/></code></dd>
        <dt>@{WEB_PROPOSAL_LIST}</dt><dd><a href="/finance/lists/{@list}"><xsl:value-of select="@list"/></a> · @{WEB_FINANCE_APPROVED_BY} <xsl:value-of select="@approver"/></dd>
        <dt>@{WEB_PROPOSAL_ACCOUNT}</dt><dd><code><xsl:value-of select="@payer"/></code></dd>
        <dt>@{WEB_FINANCE_EXECUTION_DAY}</dt><dd><xsl:value-of select="@day"/></dd>
      </dl>
    </section>
    <section>
      <h2>@{WEB_PERSONS}</h2>
      <xsl:call-template name="person-stages"/>
      <xsl:if test="@why_not"><p class="note"><xsl:value-of select="@why_not"/></p></xsl:if>
      <xsl:if test="@can_check or @can_release">
        <form method="post" action="/finance/files/{@message}" class="panel">
          <xsl:call-template name="token"/><input type="hidden" name="sm3" value="{@sm3}"/>
          <p>@{WEB_FINANCE_LOOKED_AT}</p>
          <xsl:call-template name="step-up"/>
          <xsl:choose>
            <xsl:when test="@can_check"><input type="hidden" name="act" value="check"/><button>@{WEB_FINANCE_CHECK}</button></xsl:when>
            <xsl:otherwise><input type="hidden" name="act" value="release"/><button>@{WEB_FINANCE_RELEASE} ¥&#160;<xsl:value-of select="@amount"/></button></xsl:otherwise>
          </xsl:choose>
        </form>
      </xsl:if>
      <xsl:if test="@can_resend">
        <form method="post" action="/finance/files/{@message}" class="panel">
          <xsl:call-template name="token"/><input type="hidden" name="sm3" value="{@sm3}"/><input type="hidden" name="act" value="resend"/>
          <label for="tells_apart"><input id="tells_apart" type="checkbox" name="tells_apart" value="yes"/>@{WEB_FINANCE_TELLS_APART}</label>
          <xsl:call-template name="reason"><xsl:with-param name="name">tells_apart</xsl:with-param></xsl:call-template>
          <xsl:call-template name="step-up"/>
          <button class="danger">@{WEB_FINANCE_RESEND}</button>
        </form>
      </xsl:if>
      <xsl:if test="@can_cancel">
        <details><summary>@{WEB_FINANCE_CANCEL}</summary>
          <form method="post" action="/finance/files/{@message}" class="panel">
            <xsl:call-template name="token"/><input type="hidden" name="act" value="cancel"/>
            <p>@{WEB_FINANCE_CANCEL_HELP}</p>
            <xsl:if test="not(@can_check or @can_release)"><xsl:call-template name="step-up"/></xsl:if>
            <xsl:if test="(@can_check or @can_release) and @step_up">
              <label for="cancel-password">@{WEB_PASSWORD}</label><input id="cancel-password" name="password" type="password" autocomplete="current-password" required="required"/>
              <label for="cancel-code">@{WEB_CODE}</label><input id="cancel-code" name="code" inputmode="numeric" autocomplete="one-time-code" required="required"/>
            </xsl:if>
            <button class="danger">@{WEB_FINANCE_CANCEL}</button>
          </form>
        </details>
      </xsl:if>
    </section>
  </div>
  <h2>@{WEB_ORDERS}</h2>
  <xsl:call-template name="order-table"><xsl:with-param name="which" select="orders/order"/></xsl:call-template>
  <xsl:if test="@more_orders"><p><a href="/finance/orders?file={@message}">@{WEB_FINANCE_ALL_ORDERS}</a></p></xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="finance-budget" mode="title">@{WEB_FINANCE_BUDGET}</xsl:template>
<xsl:template match="/finance-budget" mode="page">
  <h1>@{WEB_FINANCE_BUDGET}</h1>
  <xsl:call-template name="finance-tabs"><xsl:with-param name="current">/finance/budget</xsl:with-param></xsl:call-template>
  <p class="lead">@{WEB_FINANCE_BUDGET_LEAD}</p>
    <form class="wide" method="post" action="/finance/budget">
      <xsl:call-template name="token"/>
      <label for="act">@{WEB_PROPOSAL_ACT}</label>
      <select id="act" name="act"><xsl:for-each select="acts/act"><option value="{@word}"><xsl:if test="/*/typed/field[@name = 'act']/@value = @word"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each></select>
      <xsl:call-template name="reason"><xsl:with-param name="name">act</xsl:with-param></xsl:call-template>
      <xsl:call-template name="field"><xsl:with-param name="name">line</xsl:with-param><xsl:with-param name="label">@{WEB_BUDGET_LINE}</xsl:with-param><xsl:with-param name="value" select="@line"/><xsl:with-param name="choices">budget-lines</xsl:with-param></xsl:call-template>
      <datalist id="budget-lines"><xsl:for-each select="budget/line[not(@line = preceding-sibling::line/@line)]"><option value="{@line}"/></xsl:for-each></datalist>
      <xsl:call-template name="field"><xsl:with-param name="name">year</xsl:with-param><xsl:with-param name="label">@{WEB_FINANCE_YEAR}</xsl:with-param><xsl:with-param name="value" select="@year"/></xsl:call-template>
      <xsl:call-template name="field"><xsl:with-param name="name">amount</xsl:with-param><xsl:with-param name="label">@{WEB_AMOUNT_YUAN}</xsl:with-param><xsl:with-param name="required" select="false()"/></xsl:call-template>
      <xsl:call-template name="field"><xsl:with-param name="name">document</xsl:with-param><xsl:with-param name="label">@{WEB_PROPOSAL_DOCUMENT}</xsl:with-param><xsl:with-param name="required" select="false()"/><xsl:with-param name="help">@{WEB_FINANCE_DOCUMENT_HELP}</xsl:with-param></xsl:call-template>
      <label for="account">@{WEB_PROPOSAL_ACCOUNT}</label>
      <select id="account" name="account"><option value=""></option><xsl:for-each select="payers/payer"><option value="{@account}"><xsl:if test="/*/typed/field[@name = 'account']/@value = @account or (not(/*/typed) and position() = 1)"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="concat(@account, ' ', @name)"/></option></xsl:for-each></select>
      <xsl:call-template name="reason"><xsl:with-param name="name">account</xsl:with-param></xsl:call-template>
      <details><xsl:if test="/*/typed/field[(@name = 'to' or @name = 'level') and @value != '']"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
        <summary>@{WEB_FINANCE_LEVELS}</summary>
        <xsl:call-template name="field"><xsl:with-param name="name">to</xsl:with-param><xsl:with-param name="label">@{WEB_PROPOSAL_TO}</xsl:with-param><xsl:with-param name="required" select="false()"/></xsl:call-template>
        <label for="level">@{WEB_PROPOSAL_LEVEL}</label>
        <select id="level" name="level"><option value=""></option><xsl:for-each select="levels/level"><option value="{@word}"><xsl:value-of select="@name"/></option></xsl:for-each></select>
      </details>
      <button>@{WEB_FINANCE_PROPOSE}</button>
    </form>
    <h2>@{WEB_BUDGET}</h2>
    <div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_BUDGET_LINE}</th><th>@{WEB_FINANCE_YEAR}</th><th>@{WEB_PROPOSAL_LEVEL}</th><th class="number">@{WEB_RECEIVED}</th><th class="number">@{WEB_FINANCE_FREE}</th><th class="number">@{WEB_AVAILABLE}</th></tr></thead>
      <tbody><xsl:for-each select="budget/line"><tr><td><code><xsl:value-of select="@line"/></code><xsl:if test="@closed"><xsl:text> </xsl:text><span class="tag">@{WEB_FINANCE_CLOSED}</span></xsl:if></td><td><xsl:value-of select="@year"/></td><td><xsl:if test="@level"><span class="tag"><xsl:value-of select="@level"/></span></xsl:if></td><td class="number"><xsl:value-of select="@received"/></td><td class="number"><xsl:value-of select="@free"/></td><td class="number"><xsl:value-of select="@available"/></td></tr></xsl:for-each></tbody>
    </table></div>
  <xsl:call-template name="as-data"/>
</xsl:template>
</xsl:stylesheet>
