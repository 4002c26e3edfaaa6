<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="finance-statements" mode="title">@{WEB_FINANCE_STATEMENTS}</xsl:template>
<xsl:template match="/finance-statements" mode="page">
  <h1>@{WEB_FINANCE_STATEMENTS}</h1>
  <xsl:call-template name="finance-tabs"><xsl:with-param name="current">/finance/statements</xsl:with-param></xsl:call-template>
  <xsl:choose>
    <xsl:when test="@told = 'known'"><p class="note">@{WEB_FINANCE_TOLD_KNOWN}</p></xsl:when>
    <xsl:when test="@told = 'answer'"><p class="note good">@{WEB_FINANCE_TOLD_ANSWER}</p></xsl:when>
    <xsl:when test="@told = 'advice'"><p class="note good">@{WEB_FINANCE_TOLD_ADVICE}</p></xsl:when>
  </xsl:choose>
  <form class="wide" method="post" action="/finance/statements" enctype="multipart/form-data">
    <xsl:call-template name="token"/>
    <xsl:call-template name="field"><xsl:with-param name="name">statement</xsl:with-param><xsl:with-param name="label">@{WEB_FINANCE_UPLOAD}</xsl:with-param><xsl:with-param name="type">file</xsl:with-param><xsl:with-param name="help">@{WEB_FINANCE_UPLOAD_HELP}</xsl:with-param></xsl:call-template>
    <button>@{WEB_FINANCE_UPLOAD_BUTTON}</button>
  </form>
  <xsl:if test="not(statements/statement)"><p class="empty">@{WEB_NOTHING_HERE}</p></xsl:if>
  <xsl:if test="statements/statement"><div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_FINANCE_STATEMENT}</th><th>@{WEB_FINANCE_STATEMENT_DAY}</th><th>@{WEB_PROPOSAL_ACCOUNT}</th><th class="number">@{WEB_FINANCE_MATCHED}</th><th class="number">@{WEB_FINANCE_QUEUED}</th><th class="number">@{WEB_FINANCE_OPENING}</th><th class="number">@{WEB_DEBIT}</th><th class="number">@{WEB_CREDIT}</th><th class="number">@{WEB_FINANCE_CLOSING}</th></tr></thead>
    <tbody><xsl:for-each select="statements/statement"><tr>
      <td><a href="/finance/statements/{@number}"><xsl:value-of select="@id"/></a></td><td><xsl:value-of select="@date"/></td><td><code><xsl:value-of select="@account"/></code></td>
      <td class="number"><xsl:value-of select="@matched"/></td>
      <td class="number"><xsl:choose><xsl:when test="@some_queued"><span class="tag warn"><xsl:value-of select="@queued"/></span></xsl:when><xsl:otherwise>0</xsl:otherwise></xsl:choose></td>
      <td class="number"><xsl:value-of select="@opening"/></td><td class="number"><xsl:value-of select="@debits"/></td><td class="number"><xsl:value-of select="@credits"/></td><td class="number"><xsl:value-of select="@closing"/></td>
    </tr></xsl:for-each></tbody>
  </table></div></xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="finance-statement" mode="title">@{WEB_FINANCE_STATEMENT} <xsl:value-of select="statement/@id"/></xsl:template>
<xsl:template match="/finance-statement" mode="page">
  <ol class="crumbs"><li><a href="/finance/statements">@{WEB_FINANCE_STATEMENTS}</a></li><li><xsl:value-of select="statement/@id"/></li></ol>
  <h1>@{WEB_FINANCE_STATEMENT}<xsl:text> </xsl:text><xsl:value-of select="statement/@id"/><xsl:text> </xsl:text><span class="quiet"><xsl:value-of select="statement/@date"/></span></h1>
  <xsl:choose>
    <xsl:when test="statement/@some_queued"><p class="note warn">@{WEB_FINANCE_SOME_QUEUED} <a href="/finance/exceptions">@{WEB_FINANCE_EXCEPTIONS}</a></p></xsl:when>
    <xsl:otherwise><p class="note good">@{WEB_FINANCE_ALL_MATCHED}</p></xsl:otherwise>
  </xsl:choose>
  <dl class="figures">
    <div><dt>@{WEB_FINANCE_MATCHED}</dt><dd><xsl:value-of select="statement/@matched"/></dd></div>
    <div><dt>@{WEB_FINANCE_QUEUED}</dt><dd><xsl:value-of select="statement/@queued"/></dd></div>
    <div><dt>@{WEB_DEBIT} (@{WEB_YUAN})</dt><dd><xsl:value-of select="statement/@debits"/></dd></div>
    <div><dt>@{WEB_CREDIT} (@{WEB_YUAN})</dt><dd><xsl:value-of select="statement/@credits"/></dd></div>
    <div><dt>@{WEB_FINANCE_CLOSING} (@{WEB_YUAN})</dt><dd><xsl:value-of select="statement/@closing"/></dd></div>
  </dl>
  <div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_FINANCE_FINDING}</th><th class="number">@{WEB_COUNT}</th><th class="number">@{WEB_AMOUNT_YUAN}</th><th>@{WEB_FINANCE_NEXT}</th></tr></thead>
    <tbody><xsl:for-each select="findings/finding"><tr>
      <td><span><xsl:attribute name="class"><xsl:choose><xsl:when test="@matched">tag good</xsl:when><xsl:otherwise>tag warn</xsl:otherwise></xsl:choose></xsl:attribute><xsl:value-of select="@name"/></span></td>
      <td class="number"><xsl:value-of select="@count"/></td><td class="number"><xsl:value-of select="@amount"/></td><td><xsl:value-of select="@next_act"/></td></tr></xsl:for-each></tbody>
  </table></div>
  <h2>@{WEB_FINANCE_ENTRIES}</h2>
  <xsl:call-template name="entry-table"/>
  <xsl:call-template name="more"/>
  <p class="quiet">@{WEB_PROPOSAL_FILE}: <xsl:value-of select="statement/@file_name"/> · SM3 <code><xsl:value-of select="statement/@sm3"/></code></p>
  <xsl:call-template name="as-data"/>
</xsl:template>
<xsl:template name="entry-table">
  <div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_FINANCE_DATE}</th><th>@{WEB_FINANCE_SIDE}</th><th class="number">@{WEB_AMOUNT_YUAN}</th><th class="number">@{WEB_PROPOSAL_ORDER}</th><th>@{WEB_FINANCE_FINDING}</th><th class="number">@{WEB_FINANCE_BANK_REFERENCE}</th></tr></thead>
    <tbody><xsl:for-each select="entries/entry"><tr>
      <td><xsl:value-of select="@date"/></td><td><xsl:value-of select="@side_name"/></td><td class="number"><xsl:value-of select="@amount"/></td>
      <td class="number"><xsl:if test="@end_to_end != ''"><a href="/finance/orders/{@end_to_end}"><code><xsl:value-of select="@end_to_end"/></code></a></xsl:if></td>
      <td><xsl:choose>
        <xsl:when test="@queued"><a class="tag warn" href="/finance/exceptions/{@entry}"><xsl:value-of select="@finding_name"/></a></xsl:when>
        <xsl:otherwise><xsl:value-of select="@finding_name"/></xsl:otherwise></xsl:choose>
        <xsl:if test="@return_code != ''"><xsl:text> </xsl:text><code><xsl:value-of select="@return_code"/></code></xsl:if>
        <xsl:if test="@act"><p class="quiet"><xsl:value-of select="concat(@act, ' · ', @act_maker, ' · ', @act_at)"/></p></xsl:if></td>
      <td class="number"><code><xsl:value-of select="@reference"/></code></td>
    </tr></xsl:for-each></tbody>
  </table></div>
</xsl:template>

<xsl:template match="finance-exceptions" mode="title">@{WEB_FINANCE_EXCEPTIONS}</xsl:template>
<xsl:template match="/finance-exceptions" mode="page">
  <h1>@{WEB_FINANCE_EXCEPTIONS}</h1>
  <xsl:call-template name="finance-tabs"><xsl:with-param name="current">/finance/exceptions</xsl:with-param></xsl:call-template>
  <p class="lead">@{WEB_FINANCE_EXCEPTIONS_LEAD}</p>
  <xsl:if test="not(entries/entry)"><p class="note good">@{WEB_FINANCE_QUEUE_EMPTY}</p></xsl:if>
  <ul class="cards">
    <xsl:for-each select="entries/entry">
      <li class="unknown">
        <a href="/finance/exceptions/{@entry}"><xsl:value-of select="@finding_name"/></a>
        <p><xsl:value-of select="@side_name"/><xsl:text> </xsl:text><strong>¥ <xsl:value-of select="@amount"/></strong><xsl:text> · </xsl:text><xsl:value-of select="@date"/></p>
        <xsl:if test="@end_to_end != ''"><p><code><xsl:value-of select="@end_to_end"/></code></p></xsl:if>
        <xsl:if test="@information != ''"><p class="quiet"><xsl:value-of select="@information"/></p></xsl:if>
        <p><xsl:value-of select="@next_act"/></p>
        <p><a class="button second" href="/finance/exceptions/{@entry}">@{WEB_FINANCE_HANDLE}</a></p>
      </li>
    </xsl:for-each>
  </ul>
  <xsl:call-template name="more"/>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="finance-exception" mode="title">@{WEB_PROPOSAL_ENTRY} <xsl:value-of select="@entry"/></xsl:template>
<xsl:template match="/finance-exception" mode="page">
  <ol class="crumbs"><li><a href="/finance/exceptions">@{WEB_FINANCE_EXCEPTIONS}</a></li><li><xsl:value-of select="@entry"/></li></ol>
  <h1><xsl:value-of select="@finding_name"/></h1>
  <p><xsl:value-of select="@side_name"/><xsl:text> </xsl:text><span class="money">¥ <xsl:value-of select="@amount"/></span></p>
  <xsl:if test="@queued"><p class="note warn"><xsl:value-of select="@next_act"/></p></xsl:if>
  <xsl:if test="@act"><p class="note good"><xsl:value-of select="concat(@act, ' · ', @act_reason, ' · ', @act_maker, ' · ', @act_at)"/></p></xsl:if>
  <xsl:if test="@proposal"><p class="note">@{WEB_FINANCE_PROPOSED_ALREADY} <a href="/approvals/{@proposal}">@{WEB_PROPOSAL}<xsl:text> </xsl:text><xsl:value-of select="@proposal"/></a></p></xsl:if>
  <div class="columns">
    <section>
      <h2>@{WEB_CONTENT}</h2>
      <dl class="facts panel">
        <dt>@{WEB_FINANCE_DATE}</dt><dd><xsl:value-of select="@date"/></dd>
        <dt>@{WEB_PROPOSAL_ACCOUNT}</dt><dd><code><xsl:value-of select="@account"/></code></dd>
        <dt>@{WEB_FINANCE_STATEMENT}</dt><dd><a href="/finance/statements/{@statement}"><xsl:value-of select="@statement_id"/></a></dd>
        <dt>@{WEB_FINANCE_BANK_REFERENCE}</dt><dd><code><xsl:value-of select="@reference"/></code></dd>
        <xsl:if test="@end_to_end != ''"><dt>@{WEB_PROPOSAL_ORDER}</dt><dd><a href="/finance/orders/{@end_to_end}"><code><xsl:value-of select="@end_to_end"/></code></a></dd></xsl:if>
        <xsl:if test="@return_code != ''"><dt>@{WEB_FINANCE_BANK_REASON}</dt><dd><code><xsl:value-of select="@return_code"/></code></dd></xsl:if>
        <xsl:if test="@information != ''"><dt>@{WEB_FINANCE_INFORMATION}</dt><dd><xsl:value-of select="@information"/></dd></xsl:if>
      </dl>
    </section>
    <section>
      <xsl:if test="acts/act">
        <h2>@{WEB_FINANCE_NEXT}</h2>
        <p class="help">@{WEB_FINANCE_ACTS_HELP}</p>
        <datalist id="lines"><xsl:for-each select="lines/line"><option value="{@line} {@year}"/></xsl:for-each></datalist>
        <xsl:for-each select="acts/act"><xsl:sort select="@suggested" order="descending"/>
          <xsl:variable name="typed" select="/*/typed[field[@name = 'act']/@value = current()/@word]"/>
          <details>
            <xsl:if test="$typed or (@suggested and not(/*/typed) and not(/*/@proposal))"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
            <summary><xsl:value-of select="@name"/><xsl:if test="@suggested"><xsl:text> </xsl:text><span class="tag info">@{WEB_FINANCE_SUGGESTED}</span></xsl:if></summary>
            <form class="panel" method="post" action="/finance/exceptions/{/*/@entry}">
              <xsl:call-template name="token"/><input type="hidden" name="act" value="{@word}"/>
              <xsl:if test="@needs_order"><label for="{@word}-order">@{WEB_PROPOSAL_ORDER}</label><input id="{@word}-order" name="order" required="required"><xsl:attribute name="value"><xsl:choose><xsl:when test="$typed"><xsl:value-of select="$typed/field[@name = 'order']/@value"/></xsl:when><xsl:otherwise><xsl:value-of select="/*/@end_to_end"/></xsl:otherwise></xsl:choose></xsl:attribute></input></xsl:if>
              <xsl:if test="@needs_line"><label for="{@word}-line">@{WEB_FINANCE_LINE_AND_YEAR}</label><input id="{@word}-line" name="line" list="lines" required="required" value="{$typed/field[@name = 'line']/@value}"/></xsl:if>
              <xsl:if test="@needs_to"><label for="{@word}-to">@{WEB_PROPOSAL_TO}</label><input id="{@word}-to" name="to" required="required" value="{$typed/field[@name = 'to']/@value}"/></xsl:if>
              <xsl:if test="@needs_other"><label for="{@word}-other">@{WEB_PROPOSAL_OTHER}</label><input id="{@word}-other" name="other" inputmode="numeric" required="required" value="{$typed/field[@name = 'other']/@value}"/></xsl:if>
              <xsl:if test="@needs_case"><label for="{@word}-case">@{WEB_PROPOSAL_CLAWBACK}</label><input id="{@word}-case" name="clawback" inputmode="numeric" required="required" value="{$typed/field[@name = 'clawback']/@value}"/></xsl:if>
              <xsl:if test="$typed"><xsl:for-each select="/*/faults/fields/field"><p class="field-fault"><xsl:value-of select="@reason"/></p></xsl:for-each></xsl:if>
              <label for="{@word}-reason">@{WEB_PROPOSAL_REASON}</label><input id="{@word}-reason" name="reason" required="required" maxlength="300" value="{$typed/field[@name = 'reason']/@value}"/>
              <button>@{WEB_FINANCE_PROPOSE}</button>
            </form>
          </details>
        </xsl:for-each>
      </xsl:if>
    </section>
  </div>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="finance-returns" mode="title">@{WEB_FINANCE_RETURNS}</xsl:template>
<xsl:template match="/finance-returns" mode="page">
  <h1>@{WEB_FINANCE_RETURNS}</h1>
  <xsl:call-template name="finance-tabs"><xsl:with-param name="current">/finance/returns</xsl:with-param></xsl:call-template>
  <p class="lead">@{WEB_FINANCE_RETURNS_LEAD}</p>
  <xsl:if test="not(states/state/orders/order)"><p class="empty">@{WEB_NOTHING_HERE}</p></xsl:if>
  <xsl:for-each select="states/state[orders/order]">
    <h2><xsl:value-of select="@name"/></h2>
    <div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_PROPOSAL_COMPANY}</th><th>@{WEB_POLICY}</th><th class="number">@{WEB_AMOUNT_YUAN}</th><th>@{WEB_FINANCE_BANK_REASON}</th><th>@{WEB_FINANCE_NEXT}</th></tr></thead>
      <tbody><xsl:for-each select="orders/order"><tr>
        <td><a href="/finance/orders/{@reference}"><xsl:value-of select="@company"/></a></td><td><xsl:value-of select="@item_name"/></td><td class="number"><xsl:value-of select="@amount"/></td><td><code><xsl:value-of select="@reason"/></code></td>
        <td><xsl:choose><xsl:when test="@dead"><a href="/finance/lists/{@list}">@{WEB_FINANCE_CORRECT_AND_REISSUE}</a></xsl:when><xsl:otherwise>@{WEB_FINANCE_NOTHING_TO_DO}</xsl:otherwise></xsl:choose></td>
      </tr></xsl:for-each></tbody>
    </table></div>
  </xsl:for-each>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template name="case-tag">
  <span><xsl:attribute name="class"><xsl:choose><xsl:when test="@overdue">tag bad</xsl:when><xsl:when test="@owing">tag warn</xsl:when><xsl:when test="@state = 'PAID' or @state = 'CLOSED'">tag good</xsl:when><xsl:otherwise>tag</xsl:otherwise></xsl:choose></xsl:attribute><xsl:value-of select="@state_name"/></span>
  <xsl:if test="@overdue"><xsl:text> </xsl:text><span class="tag bad">@{WEB_FINANCE_OVERDUE}</span></xsl:if>
</xsl:template>
<xsl:template match="finance-clawbacks" mode="title">@{WEB_FINANCE_CLAWBACKS}</xsl:template>
<xsl:template match="/finance-clawbacks" mode="page">
  <h1>@{WEB_FINANCE_CLAWBACKS}</h1>
  <xsl:call-template name="finance-tabs"><xsl:with-param name="current">/finance/clawbacks</xsl:with-param></xsl:call-template>
  <xsl:if test="not(clawbacks/clawback)"><p class="empty">@{WEB_NOTHING_HERE}</p></xsl:if>
  <xsl:if test="clawbacks/clawback"><div class="scroll" tabindex="0"><table>
    <thead><tr><th class="number">@{WEB_PROPOSAL_CLAWBACK}</th><th>@{WEB_PROPOSAL_COMPANY}</th><th>@{WEB_POLICY}</th><th>@{WEB_STATE}</th><th>@{WEB_FINANCE_DUE}</th><th class="number">@{WEB_FINANCE_CLAIMED}</th><th class="number">@{WEB_FINANCE_RECOVERED}</th><th class="number">@{WEB_FINANCE_LEFT}</th></tr></thead>
    <tbody><xsl:for-each select="clawbacks/clawback"><xsl:sort select="@owing" order="descending"/><tr>
      <td class="number"><a href="/finance/clawbacks/{@case}"><xsl:value-of select="@case"/></a></td><td><a href="/finance/clawbacks/{@case}"><xsl:value-of select="@company"/></a></td><td><xsl:value-of select="@item_name"/></td><td><xsl:call-template name="case-tag"/></td><td><xsl:value-of select="@due"/></td>
      <td class="number"><xsl:value-of select="@amount"/></td><td class="number"><xsl:value-of select="@recovered"/></td><td class="number"><xsl:value-of select="@left"/></td></tr></xsl:for-each></tbody>
  </table></div></xsl:if>
  <details id="open"><xsl:if test="@subject != '' or typed"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
    <summary>@{WEB_FINANCE_OPEN_CASE}</summary>
    <form class="wide" method="post" action="/finance/clawbacks">
      <xsl:call-template name="token"/>
      <p class="help">@{WEB_FINANCE_OPEN_CASE_HELP}</p>
      <xsl:call-template name="field"><xsl:with-param name="name">subject</xsl:with-param><xsl:with-param name="label">@{WEB_USCC}</xsl:with-param><xsl:with-param name="value" select="@subject"/></xsl:call-template>
      <xsl:call-template name="field"><xsl:with-param name="name">item</xsl:with-param><xsl:with-param name="label">@{WEB_POLICY}</xsl:with-param><xsl:with-param name="value" select="@item"/></xsl:call-template>
      <label for="ground">@{WEB_FINANCE_GROUND}</label>
      <textarea id="ground" name="ground" required="required" maxlength="500"><xsl:value-of select="typed/field[@name = 'ground']/@value"/></textarea>
      <xsl:call-template name="reason"><xsl:with-param name="name">ground</xsl:with-param></xsl:call-template>
      <xsl:call-template name="field"><xsl:with-param name="name">amount</xsl:with-param><xsl:with-param name="label">@{WEB_AMOUNT_YUAN}</xsl:with-param><xsl:with-param name="required" select="false()"/><xsl:with-param name="help">@{WEB_FINANCE_AMOUNT_HELP}</xsl:with-param></xsl:call-template>
      <xsl:call-template name="field"><xsl:with-param name="name">interest</xsl:with-param><xsl:with-param name="label">@{WEB_FINANCE_INTEREST}</xsl:with-param><xsl:with-param name="required" select="false()"/></xsl:call-template>
      <xsl:call-template name="field"><xsl:with-param name="name">from_year</xsl:with-param><xsl:with-param name="label">@{WEB_FINANCE_FROM_YEAR}</xsl:with-param><xsl:with-param name="required" select="false()"/></xsl:call-template>
      <xsl:call-template name="field"><xsl:with-param name="name">bar_until</xsl:with-param><xsl:with-param name="label">@{WEB_FINANCE_BAR_UNTIL}</xsl:with-param><xsl:with-param name="type">date</xsl:with-param><xsl:with-param name="required" select="false()"/></xsl:call-template>
      <button>@{WEB_FINANCE_OPEN_CASE}</button>
    </form>
  </details>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="finance-clawback" mode="title">@{WEB_PROPOSAL_CLAWBACK} <xsl:value-of select="@case"/></xsl:template>
<xsl:template match="/finance-clawback" mode="page">
  <ol class="crumbs"><li><a href="/finance/clawbacks">@{WEB_FINANCE_CLAWBACKS}</a></li><li><xsl:value-of select="@case"/></li></ol>
  <h1><xsl:value-of select="@company"/></h1>
  <p><xsl:call-template name="case-tag"/></p>
  <dl class="figures">
    <div><dt>@{WEB_FINANCE_CLAIMED} (@{WEB_YUAN})</dt><dd><xsl:value-of select="@amount"/></dd></div>
    <div><dt>@{WEB_FINANCE_RECOVERED} (@{WEB_YUAN})</dt><dd><xsl:value-of select="@recovered"/></dd></div>
    <div><dt>@{WEB_FINANCE_WRITTEN_OFF} (@{WEB_YUAN})</dt><dd><xsl:value-of select="@written_off"/></dd></div>
    <div><dt>@{WEB_FINANCE_LEFT} (@{WEB_YUAN})</dt><dd><xsl:value-of select="@left"/></dd></div>
  </dl>
  <div class="columns">
    <section>
      <h2>@{WEB_CONTENT}</h2>
      <dl class="facts panel">
        <dt>@{WEB_USCC}</dt><dd><a href="/finance/orders?subject={@subject}"><code><xsl:value-of select="@subject"/></code></a></dd>
        <dt>@{WEB_POLICY}</dt><dd><xsl:value-of select="@item_name"/></dd>
        <dt>@{WEB_FINANCE_GROUND}</dt><dd><xsl:value-of select="@ground"/></dd>
        <dt>@{WEB_FINANCE_INTEREST}</dt><dd><xsl:value-of select="@interest"/></dd>
        <dt>@{WEB_BUDGET_LINE}</dt><dd><code><xsl:value-of select="concat(@line, ' ', @year)"/></code></dd>
        <xsl:if test="@due != ''"><dt>@{WEB_FINANCE_DUE}</dt><dd><xsl:value-of select="@due"/></dd></xsl:if>
        <xsl:if test="@bar_until != ''"><dt>@{WEB_FINANCE_BAR_UNTIL}</dt><dd><xsl:value-of select="@bar_until"/></dd></xsl:if>
      </dl>
      <xsl:if test="instalments/instalment">
        <h3>@{WEB_FINANCE_INSTALMENTS}</h3>
        <div class="scroll" tabindex="0"><table>
          <thead><tr><th class="number">@{WEB_SEQUENCE}</th><th>@{WEB_FINANCE_DUE}</th><th class="number">@{WEB_AMOUNT_YUAN}</th></tr></thead>
          <tbody><xsl:for-each select="instalments/instalment"><tr><td class="number"><xsl:value-of select="@number"/></td><td><xsl:value-of select="@due"/></td><td class="number"><xsl:value-of select="@amount"/></td></tr></xsl:for-each></tbody>
        </table></div>
      </xsl:if>
    </section>
    <section>
      <h2>@{WEB_FINANCE_NEXT}</h2>
      <p class="help">@{WEB_FINANCE_RECOVERY_HELP} <a href="/finance/exceptions">@{WEB_FINANCE_EXCEPTIONS}</a></p>
      <xsl:if test="not(steps/step)"><p class="empty">@{WEB_FINANCE_NOTHING_TO_DO}</p></xsl:if>
      <xsl:for-each select="steps/step">
        <xsl:variable name="typed" select="/*/typed[field[@name = 'act']/@value = current()/@word]"/>
        <details><xsl:if test="$typed"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
          <summary><xsl:value-of select="@name"/><xsl:if test="@two"><xsl:text> </xsl:text><span class="tag">@{WEB_FINANCE_TWO}</span></xsl:if></summary>
          <form class="panel" method="post" action="/finance/clawbacks/{/*/@case}">
            <xsl:call-template name="token"/><input type="hidden" name="act" value="{@word}"/>
            <xsl:if test="$typed"><xsl:for-each select="/*/faults/fields/field"><p class="field-fault"><xsl:value-of select="@reason"/></p></xsl:for-each></xsl:if>
            <xsl:choose>
              <xsl:when test="@word = 'notice'">
                <label for="due">@{WEB_FINANCE_DUE}</label><input id="due" name="due" type="date" required="required" value="{$typed/field[@name = 'due']/@value}"/>
                <label for="instalments">@{WEB_FINANCE_INSTALMENTS}</label><input id="instalments" name="instalments" type="number" min="1" max="120" required="required" value="1"/>
              </xsl:when>
              <xsl:when test="@word = 'set-off'">
                <label for="award">@{WEB_PROPOSAL_AWARD}</label><input id="award" name="award" required="required" value="{$typed/field[@name = 'award']/@value}"/>
                <label for="set-line">@{WEB_BUDGET_LINE}</label><input id="set-line" name="line" required="required" value="{$typed/field[@name = 'line']/@value}"/>
                <label for="set-year">@{WEB_FINANCE_YEAR}</label><input id="set-year" name="year" inputmode="numeric" required="required" value="{$typed/field[@name = 'year']/@value}"/>
                <label for="set-amount">@{WEB_AMOUNT_YUAN}</label><input id="set-amount" name="amount" inputmode="decimal" required="required" value="{$typed/field[@name = 'amount']/@value}"/>
                <label for="set-reason">@{WEB_PROPOSAL_REASON}</label><input id="set-reason" name="reason" required="required" value="{$typed/field[@name = 'reason']/@value}"/>
              </xsl:when>
              <xsl:when test="@two"><label for="{@word}-reason">@{WEB_PROPOSAL_REASON}</label><input id="{@word}-reason" name="reason" required="required" value="{$typed/field[@name = 'reason']/@value}"/></xsl:when>
              <xsl:otherwise><label for="{@word}-note">@{WEB_FINANCE_NOTE}</label><input id="{@word}-note" name="note" maxlength="300"/></xsl:otherwise>
            </xsl:choose>
            <button><xsl:value-of select="@name"/></button>
          </form>
        </details>
      </xsl:for-each>
    </section>
  </div>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="finance-proof" mode="title">@{WEB_FINANCE_PROOF}</xsl:template>
<xsl:template match="/finance-proof" mode="page">
  <h1>@{WEB_FINANCE_PROOF} <span class="quiet"><xsl:value-of select="@now"/></span></h1>
  <xsl:call-template name="finance-tabs"><xsl:with-param name="current">/finance/proof</xsl:with-param></xsl:call-template>
  <p class="lead">@{WEB_FINANCE_PROOF_LEAD}</p>
  <xsl:if test="not(proof/account)"><p class="empty">@{WEB_FINANCE_NO_PAYER}</p></xsl:if>
  <xsl:for-each select="proof/account">
    <h2><code><xsl:value-of select="@account"/></code><xsl:text> </xsl:text>
      <xsl:choose>
        <xsl:when test="@equal"><span class="tag good">@{WEB_FINANCE_PROVEN}</span></xsl:when>
        <xsl:when test="@proven"><span class="tag info">@{WEB_FINANCE_EXPLAINED}</span></xsl:when>
        <xsl:when test="@any"><span class="tag bad">@{WEB_FINANCE_UNPROVEN}</span></xsl:when>
        <xsl:otherwise><span class="tag warn">@{WEB_FINANCE_NO_STATEMENT}</span></xsl:otherwise>
      </xsl:choose></h2>
    <div class="columns">
      <div class="scroll" tabindex="0"><table>
        <caption>@{WEB_FINANCE_BY_LEDGER}</caption>
        <tbody>
          <tr><td>@{WEB_PROOF_RECEIVED}</td><td class="number"><xsl:value-of select="@received"/></td></tr>
          <tr><td>+ @{WEB_PROOF_RETURNED}</td><td class="number"><xsl:value-of select="@returned"/></td></tr>
          <tr><td>− @{WEB_PROOF_PAID}</td><td class="number"><xsl:value-of select="@paid"/></td></tr>
        </tbody>
        <tfoot><tr><td>= @{WEB_PROOF_LEDGER}</td><td class="number"><xsl:value-of select="@ledger"/></td></tr></tfoot>
      </table></div>
      <div class="scroll" tabindex="0"><table>
        <caption>@{WEB_FINANCE_BY_BANK} <xsl:value-of select="@statements"/></caption>
        <tbody>
          <tr><td>@{WEB_PROOF_OPENING}</td><td class="number"><xsl:value-of select="@bank_opening"/></td></tr>
          <tr><td>+ @{WEB_PROOF_CREDITS}</td><td class="number"><xsl:value-of select="@bank_credits"/></td></tr>
          <tr><td>− @{WEB_PROOF_DEBITS}</td><td class="number"><xsl:value-of select="@bank_debits"/></td></tr>
        </tbody>
        <tfoot><tr><td>= @{WEB_PROOF_CLOSING}</td><td class="number"><xsl:value-of select="@bank_closing"/></td></tr></tfoot>
      </table></div>
      <div class="scroll" tabindex="0"><table>
        <caption>@{WEB_FINANCE_COMPARED}</caption>
        <tbody>
          <tr><td>@{WEB_PROOF_DIFFERENCE}</td><td class="number"><xsl:value-of select="@difference"/></td></tr>
          <tr><td><a href="/finance/exceptions">@{WEB_PROOF_QUEUED}</a></td><td class="number"><xsl:value-of select="@queued"/></td></tr>
        </tbody>
        <tfoot><tr><td>@{WEB_PROOF_UNEXPLAINED}</td><td class="number"><xsl:value-of select="@unexplained"/></td></tr></tfoot>
      </table></div>
    </div>
  </xsl:for-each>
  <p class="downloads"><a href="/finance/proof/csv">CSV</a></p>
  <xsl:call-template name="as-data"/>
</xsl:template>
</xsl:stylesheet>
