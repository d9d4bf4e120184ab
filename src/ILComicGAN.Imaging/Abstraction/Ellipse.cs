namespace ILComicGAN.Imaging.Abstraction;

/// <summary>
/// An ellipse along the local structure, longer the clearer the direction is, and the map from offsets in pixels into
/// its unit disc.
/// </summary>
internal readonly struct Ellipse
{
    private readonly float _cosine;
    private readonly float _sine;
    private readonly float _alongScale;
    private readonly float _acrossScale;

    private Ellipse(float cosine, float sine, float along, float across)
    {
        (_cosine, _sine, _alongScale, _acrossScale) = (cosine, sine, 1 / along, 1 / across);
        Columns = (int)MathF.Sqrt((along * along * cosine * cosine) + (across * across * sine * sine));
        Rows = (int)MathF.Sqrt((along * along * sine * sine) + (across * across * cosine * cosine));
    }

    /// <summary>Half its width in whole pixels.</summary>
    public int Columns { get; }

    /// <summary>Half its height in whole pixels.</summary>
    public int Rows { get; }

    /// <summary>The ellipse for the structure at a pixel.</summary>
    public static Ellipse Of(StructureTensor structure, int i, float radius)
    {
        (float largest, float smallest) = structure.Eigenvalues(i);
        float anisotropy = largest + smallest > 0 ? (largest - smallest) / (largest + smallest) : 0;
        // The eigenvector of the smaller eigenvalue points along the edge.
        float angle = (0.5f * MathF.Atan2(2 * structure.XY[i], structure.XX[i] - structure.YY[i])) + (MathF.PI / 2);
        return new Ellipse(MathF.Cos(angle), MathF.Sin(angle), radius * (1 + anisotropy), radius / (1 + anisotropy));
    }

    /// <summary>Where an offset lies in the unit disc.</summary>
    public (float Along, float Across) ToDisc(int dx, int dy) =>
        (((_cosine * dx) + (_sine * dy)) * _alongScale, ((_cosine * dy) - (_sine * dx)) * _acrossScale);
}
