"""Articles as cards: what a term means, with its source and date."""

from content.articles import Article, Articles
from content.labels import Labels
from routing.card import Card, Link, Section

_LIST_AT_MOST = 40


def article_card(labels: Labels, article: Article) -> Card:
    words = labels.words
    language = labels.language
    source = "; ".join(source.text for source in article.sources)
    footer = [words("about.source_dated", source=source, date=article.when[language])]
    if article.replaces is not None:
        footer.insert(0, words("about.replaces", text=article.replaces[language]))
    points = tuple(point[language] for point in article.points)
    return Card(
        title=article.titles[language],
        text=(article.texts[language],),
        sections=(Section("", points),) if points else (),
        links=(Link(words("about.manual"), article.link),) if article.link else (),
        footer=tuple(footer),
    )


def no_article_card(labels: Labels, term: str, articles: Articles) -> Card:
    """No such article: the terms that look alike, else what there is."""
    words = labels.words
    language = labels.language
    alike = articles.suggestions(term) if term else ()
    if alike:
        names = ", ".join(article.titles[language] for article in alike)
        text = words("refusal.did_you_mean", terms=names)
    else:
        titles = [article.titles[language] for article in articles.by_slug.values()]
        text = words("refusal.articles", terms=", ".join(titles[:_LIST_AT_MOST]))
    title = words("refusal.no_article", text=term) if term else words("help.ask")
    return Card(title=title, text=(text,))
